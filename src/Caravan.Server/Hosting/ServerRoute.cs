// What is served at an address.
namespace Caravan.Server.Hosting;

/// <summary>An endpoint and what its description says.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Paths">Where it is; the first one is described.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Handler">Answers requests.</param>
/// <param name="Answer">What it answers.</param>
/// <param name="Body">What it takes; null for nothing.</param>
internal sealed record ServerRoute(
    string Method,
    string[] Paths,
    string Summary,
    RequestDelegate Handler,
    Type Answer,
    Type? Body = null
)
{
    private const string Json = "application/json";

    /// <summary>The type of the answer.</summary>
    internal string AnswerType { get; init; } = Json;

    /// <summary>Needs no key.</summary>
    internal bool IsPublic { get; init; }

    /// <summary>Adds it to a server.</summary>
    internal void Map(IEndpointRouteBuilder routes)
    {
        foreach (string path in Paths)
        {
            IEndpointConventionBuilder endpoint = routes
                .MapMethods(path, [Method], Handler)
                .WithMetadata(Handler.Method)
                .WithMetadata(new RouteMark(this))
                .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, Answer, [AnswerType]));
            if (IsPublic)
            {
                endpoint.WithMetadata(PublicMark.Instance);
            }

            if (path != Paths[0])
            {
                endpoint.WithMetadata(new ExcludeFromDescriptionAttribute());
            }
        }
    }
}
