// Conversations to prompts, without an answer.
using Caravan.Server.Chat;
using Caravan.Server.Contracts;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/apply-template</c>.</summary>
internal sealed class TemplateEndpoint(ServerState state)
{
    /// <summary>Answers a request.</summary>
    internal async Task Post(HttpContext context)
    {
        ServedModel model = state.Model;
        ChatRequest body = await state.Bodies.Read(context, ServerJson.Bodies.ChatRequest).ConfigureAwait(false);
        string prompt = ChatPrompts.Render(body, model);
        await context
            .Response.WriteAnswer(new PromptAnswer(prompt), ServerJson.Bodies.PromptAnswer)
            .ConfigureAwait(false);
    }
}
