// The chat client over a real model.
using System.Text;
using System.Text.Json;
using Caravan.Engine;
using Caravan.Engine.Batching;
using Caravan.Models.Chat;
using Microsoft.Extensions.AI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Caravan.Library.Tests;

public sealed class CaravanChatClientTests(ChatClientFixture fixture) : IClassFixture<ChatClientFixture>
{
    private static readonly ChatOptions Greedy = new() { Temperature = 0, MaxOutputTokens = 12 };

    private readonly CaravanChatClient client = fixture.Client;

    [Fact]
    public async Task Streamed_pieces_are_the_answer()
    {
        ChatResponse whole = await client.GetResponseAsync("It is a truth", Greedy);
        StringBuilder pieces = new();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("It is a truth", Greedy))
        {
            pieces.Append(update.Text);
        }

        Assert.NotEqual("", whole.Text);
        Assert.Equal(whole.Text, pieces.ToString());
        ChatMessage message = Assert.Single(whole.Messages);
        Assert.Equal(ChatRole.Assistant, message.Role);
    }

    [Fact]
    public async Task Answer_is_that_of_the_engine_for_the_rendered_prompt()
    {
        LoadedModel model = client.GetService<LoadedModel>()!;
        InferenceScheduler scheduler = client.GetService<InferenceScheduler>()!;
        string prompt = ChatTemplateSet
            .Choose(model.Metadata, model.Tokenizer.Vocabulary, "chatml")
            .Render(new ChatTemplateInput { Messages = [new("system", "Be brief."), new("user", "Hello")] });
        GenerationRequest request = new()
        {
            Prompt = model.Tokenizer.Encode(prompt, addSpecial: true, parseSpecial: true),
            MaximumTokens = 12,
            Sampling = new() { Temperature = 0 },
        };
        StringBuilder expected = new();
        await foreach (TokenEvent next in ((Submission.Accepted)scheduler.Submit(request)).Generation)
        {
            expected.Append(next.Text);
        }

        ChatOptions options = Greedy.Clone();
        options.Instructions = "Be brief.";
        ChatResponse answer = await client.GetResponseAsync("Hello", options);
        Assert.Equal(expected.ToString().Trim(), answer.Text.Trim());
    }

    [Fact]
    public async Task Usage_counts_prompt_and_answer()
    {
        ChatResponse answer = await client.GetResponseAsync("Count me", Greedy);
        Assert.Equal(12, answer.Usage!.OutputTokenCount);
        Assert.InRange(answer.Usage.InputTokenCount!.Value, 10, 60);
        Assert.Equal(answer.Usage.InputTokenCount + 12, answer.Usage.TotalTokenCount);
        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
        Assert.Equal("austen-llama-Q8_0", answer.ModelId);
    }

    [Fact]
    public async Task Beginning_of_a_conversation_is_not_computed_twice()
    {
        string text = string.Join(' ', Enumerable.Repeat("Mr. Darcy walked to the window", 12));
        await client.GetResponseAsync(text, Greedy);
        ChatResponse again = await client.GetResponseAsync(text, Greedy);
        Assert.InRange(again.Usage!.CachedInputTokenCount!.Value, 40, again.Usage.InputTokenCount!.Value);
    }

    [Fact]
    public async Task Same_seed_gives_the_same_text_and_another_one_another()
    {
        ChatOptions options = new()
        {
            Temperature = 1.2f,
            TopK = 40,
            TopP = 0.95f,
            Seed = 7,
            MaxOutputTokens = 24,
        };
        string first = (await client.GetResponseAsync("A seed", options)).Text;
        string second = (await client.GetResponseAsync("A seed", options)).Text;
        options.Seed = 8;
        string third = (await client.GetResponseAsync("A seed", options)).Text;
        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Fact]
    public async Task Stop_sequence_ends_the_answer_and_is_left_out()
    {
        string whole = (await client.GetResponseAsync("It is a truth", Greedy)).Text;
        string stop = whole[(whole.Length / 2)..][..2];
        ChatOptions options = Greedy.Clone();
        options.StopSequences = [stop];
        ChatResponse answer = await client.GetResponseAsync("It is a truth", options);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)].TrimEnd(), answer.Text.TrimEnd());
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }

    [Fact]
    public async Task Answer_keeps_to_a_JSON_schema()
    {
        ChatOptions options = new()
        {
            Temperature = 1.5f,
            Seed = 3,
            MaxOutputTokens = 200,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(
                JsonSerializer.Deserialize<JsonElement>(
                    """{"type":"object","properties":{"age":{"type":"integer","minimum":0,"maximum":120},"ok":{"type":"boolean"}},"required":["age","ok"],"additionalProperties":false}"""
                )
            ),
        };
        string text = (await client.GetResponseAsync("How old is Mr. Darcy?", options)).Text;
        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.InRange(answer.GetProperty("age").GetInt32(), 0, 120);
        Assert.True(answer.GetProperty("ok").ValueKind is JsonValueKind.True or JsonValueKind.False);
    }

    [Fact]
    public async Task Demanded_function_is_called_with_arguments_of_its_schema()
    {
        ChatOptions options = new()
        {
            Temperature = 1,
            Seed = 5,
            MaxOutputTokens = 200,
            Tools =
            [
                AIFunctionFactory.Create((bool again) => again, "repeat"),
                AIFunctionFactory.Create(() => 1, "other"),
            ],
            ToolMode = ChatToolMode.RequireSpecific("repeat"),
            AllowMultipleToolCalls = false,
        };
        ChatResponse answer = await client.GetResponseAsync("Repeat it", options);
        FunctionCallContent call = Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("repeat", call.Name);
        Assert.NotEqual("", call.CallId);
        Assert.True(((JsonElement)call.Arguments!["again"]!).ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Fact]
    public async Task Cancelled_stream_ends_and_frees_its_slot()
    {
        using CancellationTokenSource source = new();
        int pieces = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            ChatOptions options = new() { MaxOutputTokens = 400, Temperature = 1 };
            await foreach (var _ in client.GetStreamingResponseAsync("Without end", options, source.Token))
            {
                if (++pieces == 3)
                {
                    await source.CancelAsync();
                }
            }
        });
        ChatResponse next = await client.GetResponseAsync("After it", Greedy);
        Assert.NotEqual("", next.Text);
    }

    [Fact]
    public async Task Answers_side_by_side_are_those_alone()
    {
        string[] questions = ["One", "Two and more", "Three of them, if you please", "Four"];
        List<string> alone = [];
        foreach (string question in questions)
        {
            alone.Add((await client.GetResponseAsync(question, Greedy)).Text);
        }

        ChatResponse[] together = await Task.WhenAll(questions.Select(q => client.GetResponseAsync(q, Greedy)));
        Assert.Equal(alone, together.Select(answer => answer.Text));
    }

    [Fact]
    public async Task Conversation_longer_than_the_context_is_refused()
    {
        string text = string.Join(' ', Enumerable.Repeat("impertinent", 600));
        await Assert.ThrowsAsync<ContextFullException>(() => client.GetResponseAsync(text, Greedy));
    }

    [Fact]
    public async Task Empty_conversation_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(Array.Empty<ChatMessage>()));

    [Fact]
    public void Model_without_a_template_is_refused_with_what_to_do()
    {
        ChatTemplateException refused = Assert.Throws<ChatTemplateException>(() =>
            CaravanChatClient
                .Open(ChatClientFixture.ModelPath, new CaravanOptions { Threads = 1, ContextLength = 64 })
                .Dispose()
        );
        Assert.Contains("chatml", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_are_found_by_type()
    {
        Assert.Equal("caravan", client.GetService<ChatClientMetadata>()!.ProviderName);
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService(typeof(IChatClient), "key"));
        Assert.Null(client.GetService<string>());
    }
}
