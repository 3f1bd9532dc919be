// Whether the server is ready.
using Caravan.Server.Contracts;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/health</c>: 200 when the model is loaded, 503 before.</summary>
internal sealed class HealthEndpoint(ServerState state)
{
    /// <summary>Answers.</summary>
    internal Task Get(HttpContext context)
    {
        _ = state.Model;
        return context.Response.WriteAnswer(new HealthAnswer("ok"), ServerJson.Bodies.HealthAnswer);
    }
}
