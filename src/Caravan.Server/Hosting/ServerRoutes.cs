// Which address is served by what.
using Caravan.Server.Contracts;
using Caravan.Server.Endpoints;

namespace Caravan.Server.Hosting;

/// <summary>All endpoints.</summary>
internal static class ServerRoutes
{
    /// <summary>The table.</summary>
    internal static IEnumerable<ServerRoute> Table(ServerState state)
    {
        TokenEndpoints tokens = new(state);
        return
        [
            Get(
                "Whether the model is loaded",
                new HealthEndpoint(state).Get,
                typeof(HealthAnswer),
                "/health",
                "/v1/health"
            ) with
            {
                IsPublic = true,
            },
            Get(
                "The model under each of its names",
                new ModelsEndpoint(state).Get,
                typeof(ModelList),
                "/v1/models",
                "/models"
            ),
            Post(
                "The next message of a conversation",
                new ChatCompletionEndpoint(state).Post,
                typeof(ChatRequest),
                typeof(ChatCompletion),
                "/v1/chat/completions",
                "/chat/completions"
            ),
            Post(
                "The continuation of a text, in OpenAI's form",
                new TextCompletionEndpoint(state).Post,
                typeof(TextCompletionRequest),
                typeof(TextCompletion),
                "/v1/completions"
            ),
            Post(
                "The continuation of a text, in llama-server's form",
                new CompletionEndpoint(state).Post,
                typeof(CompletionRequest),
                typeof(CompletionAnswer),
                "/completion",
                "/completions"
            ),
            Post("The tokens of a text", tokens.Tokenize, typeof(TokenizeRequest), typeof(TokenList), "/tokenize"),
            Post("The text of tokens", tokens.Detokenize, typeof(DetokenizeRequest), typeof(TextAnswer), "/detokenize"),
            Post(
                "The prompt that a conversation becomes",
                new TemplateEndpoint(state).Post,
                typeof(ChatRequest),
                typeof(PromptAnswer),
                "/apply-template"
            ),
            Get(
                "What the server runs, and what requests get that say nothing",
                new PropsEndpoint(state).Get,
                typeof(PropsAnswer),
                "/props"
            ),
            Post(
                "What a slot has cached: action=save, restore or erase",
                new SlotFileEndpoint(state).Post,
                typeof(SlotFileRequest),
                typeof(SlotFileAnswer),
                "/slots/{slot}"
            ),
            Get("What the slots are doing", new SlotsEndpoint(state).Get, typeof(List<SlotAnswer>), "/slots"),
            Get(
                "Where the time of the last token went, by device",
                new LedgerEndpoint(state).Get,
                typeof(LedgerAnswer),
                "/ledger"
            ),
            Get("Numbers for Prometheus", new MetricsEndpoint(state).Get, typeof(string), "/metrics") with
            {
                AnswerType = "text/plain",
            },
            Get("The page", new PageEndpoint(state).Get, typeof(string), "/", "/index.html") with
            {
                AnswerType = "text/html",
                IsPublic = true,
            },
        ];
    }

    private static ServerRoute Get(string summary, RequestDelegate handler, Type answer, params string[] paths) =>
        new(HttpMethods.Get, paths, summary, handler, answer);

    private static ServerRoute Post(
        string summary,
        RequestDelegate handler,
        Type body,
        Type answer,
        params string[] paths
    ) => new(HttpMethods.Post, paths, summary, handler, answer, body);
}
