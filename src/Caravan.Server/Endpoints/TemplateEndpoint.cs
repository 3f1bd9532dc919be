// Conversations to prompts, without an answer.
using Caravan.Models.Chat.Jinja.Values;
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
        JinjaList? tools = MessageReader.Tools(body);
        string prompt = ChatPrompts.Render(body, model, tools);
        await context
            .Response.WriteAnswer(new PromptAnswer(prompt), ServerJson.Bodies.PromptAnswer)
            .ConfigureAwait(false);
    }
}
