// OpenAI's own client for .NET against this server.
using System.ClientModel;
using System.Text;
using System.Text.Json;
using Caravan.Server.Tests.Support;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;

namespace Caravan.Server.Tests.Clients;

public sealed class OpenAIClientTests : IAsyncLifetime
{
    private const string Key = "a key";
    private const string Prompt = "<|im_start|>user\nWho is Emma?<|im_end|>\n<|im_start|>assistant\n";
    private static readonly ChatMessage[] Question = [new UserChatMessage("Who is Emma?")];

    private static readonly OpenAI.Chat.ChatTool Weather = OpenAI.Chat.ChatTool.CreateFunctionTool(
        "weather",
        "The weather of a place.",
        BinaryData.FromString(
            """{"type": "object", "properties": {"place": {"type": "string", "enum": ["Bath", "Lyme"]}, "days": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["place", "days"], "additionalProperties": false}"""
        )
    );

    private RunningServer server = null!;

    public async ValueTask InitializeAsync() =>
        server = await RunningServer.Start(new ServerOptions { ApiKeys = [Key] }, context: 1 << 14);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task It_gets_an_answer()
    {
        ChatCompletion answer = await Chat().CompleteChatAsync(Question, Greedy(16));
        Assert.Equal(server.Model.GreedyText(Prompt, 16), answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, answer.Role);
        Assert.Equal(16, answer.Usage.OutputTokenCount);
        Assert.Equal("austen", answer.Model);
    }

    [Fact]
    public async Task It_streams_an_answer()
    {
        StringBuilder text = new();
        ChatTokenUsage? usage = null;
        ChatFinishReason? reason = null;
        await foreach (StreamingChatCompletionUpdate update in Chat().CompleteChatStreamingAsync(Question, Greedy(16)))
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
            reason = update.FinishReason ?? reason;
        }

        Assert.Equal(server.Model.GreedyText(Prompt, 16), text.ToString());
        Assert.Equal(16, usage?.OutputTokenCount);
        Assert.Equal(ChatFinishReason.Length, reason);
    }

    [Fact]
    public async Task It_gets_log_probabilities()
    {
        ChatCompletionOptions options = Greedy(3);
        options.IncludeLogProbabilities = true;
        options.TopLogProbabilityCount = 2;
        ChatCompletion answer = await Chat().CompleteChatAsync(Question, options);
        Assert.Equal(3, answer.ContentTokenLogProbabilities.Count);
        Assert.All(answer.ContentTokenLogProbabilities, place => Assert.Equal(2, place.TopLogProbabilities.Count));
    }

    [Fact]
    public async Task It_gets_JSON_by_a_schema()
    {
        ChatCompletionOptions options = new()
        {
            MaxOutputTokenCount = 200,
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat(
                "person",
                BinaryData.FromString(
                    """{"type": "object", "properties": {"name": {"enum": ["Emma", "Anne"]}, "age": {"type": "integer", "minimum": 1, "maximum": 99}}, "required": ["name", "age"], "additionalProperties": false}"""
                ),
                jsonSchemaIsStrict: true
            ),
        };
        ChatCompletion answer = await Chat().CompleteChatAsync(Question, options);
        JsonElement person = JsonElement.Parse(answer.Content[0].Text);
        Assert.Contains(person.GetProperty("name").GetString(), (string[])["Emma", "Anne"]);
        Assert.InRange(person.GetProperty("age").GetInt32(), 1, 99);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }

    [Fact]
    public async Task It_gets_a_call_of_a_tool()
    {
        ChatCompletion answer = await Chat().CompleteChatAsync(Question, WithTool());
        CheckCall(answer.ToolCalls.Single().FunctionName, answer.ToolCalls.Single().FunctionArguments.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.NotEmpty(answer.ToolCalls.Single().Id);
    }

    [Fact]
    public async Task It_streams_a_call_of_a_tool()
    {
        string name = "";
        StringBuilder arguments = new();
        ChatFinishReason? reason = null;
        await foreach (StreamingChatCompletionUpdate update in Chat().CompleteChatStreamingAsync(Question, WithTool()))
        {
            foreach (StreamingChatToolCallUpdate call in update.ToolCallUpdates)
            {
                Assert.Equal(0, call.Index);
                name += call.FunctionName;
                arguments.Append(call.FunctionArgumentsUpdate?.ToString());
            }

            reason = update.FinishReason ?? reason;
        }

        CheckCall(name, arguments.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, reason);
    }

    [Fact]
    public async Task It_gives_the_result_of_a_call_back()
    {
        ChatCompletion call = await Chat().CompleteChatAsync(Question, WithTool());
        ChatMessage[] messages =
        [
            .. Question,
            new AssistantChatMessage(call),
            new ToolChatMessage(call.ToolCalls[0].Id, "It rains."),
        ];
        ChatCompletion answer = await Chat().CompleteChatAsync(messages, Greedy(4));
        Assert.Equal(4, answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task It_learns_what_was_wrong()
    {
        ChatCompletionOptions options = Greedy(4);
        options.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat(
            "wrong",
            BinaryData.FromString("""{"$ref": "#/nowhere"}""")
        );
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Chat().CompleteChatAsync(Question, options)
        );
        Assert.Equal(400, error.Status);
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_learns_that_its_key_is_wrong()
    {
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Chat("another key").CompleteChatAsync(Question, Greedy(4))
        );
        Assert.Equal(401, error.Status);
        Assert.Contains("invalid_api_key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_gives_a_stream_up()
    {
        using CancellationTokenSource source = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                StreamingChatCompletionUpdate update in Chat()
                    .CompleteChatStreamingAsync(
                        Question,
                        new ChatCompletionOptions { FrequencyPenalty = 1 },
                        source.Token
                    )
            )
            {
                await source.CancelAsync();
            }
        });
        await server.Idle();
    }

    [Fact]
    public async Task It_lists_models()
    {
        OpenAIModelClient models = new(new ApiKeyCredential(Key), Options());
        OpenAIModelCollection list = await models.GetModelsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["austen", "jane"], list.Select(model => model.Id));
    }

    private static void CheckCall(string name, string arguments)
    {
        Assert.Equal("weather", name);
        JsonElement given = JsonElement.Parse(arguments);
        Assert.Contains(given.GetProperty("place").GetString(), (string[])["Bath", "Lyme"]);
        Assert.InRange(given.GetProperty("days").GetInt32(), 1, 9);
    }

    private static ChatCompletionOptions Greedy(int tokens) => new() { MaxOutputTokenCount = tokens, Temperature = 0 };

    private static ChatCompletionOptions WithTool() =>
        new()
        {
            Tools = { Weather },
            ToolChoice = ChatToolChoice.CreateRequiredChoice(),
            AllowParallelToolCalls = false,
            MaxOutputTokenCount = 300,
        };

    private ChatClient Chat(string key = Key) => new("austen", new ApiKeyCredential(key), Options());

    private OpenAIClientOptions Options() =>
        new()
        {
            Endpoint = new Uri(server.Address, "/v1"),
            RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
        };
}
