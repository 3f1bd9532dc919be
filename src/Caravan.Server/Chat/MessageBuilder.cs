// The message of an answer as it comes.
using System.Security.Cryptography;
using System.Text;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;
using Caravan.Server.Contracts;

namespace Caravan.Server.Chat;

/// <summary>Makes a message of generated text: answer, reasoning, calls of tools.</summary>
internal sealed class MessageBuilder : IChatOutputSink
{
    private const string Function = "function";
    private const int IdBytes = 12;
    private const int MistralIdLength = 9;
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private readonly ChatOutputFormat format;
    private readonly ChatOutputParser parser;
    private readonly StringBuilder content = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<ToolCallBody> calls = [];
    private List<ChatDelta> news = [];

    internal MessageBuilder(ChatOutputFormat format, ChatOutputOptions options)
    {
        this.format = format;
        parser = new ChatOutputParser(format, options, this);
    }

    /// <summary>True when it calls tools.</summary>
    internal bool HasCalls => calls.Count > 0;

    /// <summary>Adds text and returns what is new in the message.</summary>
    internal List<ChatDelta> Append(string text)
    {
        parser.Append(text);
        return TakeNews();
    }

    /// <summary>The text has ended: returns what was not certain before.</summary>
    internal List<ChatDelta> Finish()
    {
        parser.Finish();
        return TakeNews();
    }

    /// <summary>The whole message.</summary>
    internal ChatAnswer Message() =>
        new(
            "assistant",
            content.Length == 0 && HasCalls ? null : content.ToString(),
            reasoning.Length == 0 ? null : reasoning.ToString(),
            HasCalls ? calls : null
        );

    /// <inheritdoc/>
    void IChatOutputSink.Content(ReadOnlySpan<char> text)
    {
        content.Append(text);
        news.Add(new ChatDelta { Content = text.ToString() });
    }

    /// <inheritdoc/>
    void IChatOutputSink.Reasoning(ReadOnlySpan<char> text)
    {
        reasoning.Append(text);
        news.Add(new ChatDelta { ReasoningContent = text.ToString() });
    }

    /// <inheritdoc/>
    void IChatOutputSink.BeginToolCall(string id, string name)
    {
        ToolCallBody call = Call(id.Length > 0 ? id : NewId(), name);
        calls.Add(call);
        news.Add(new ChatDelta { ToolCalls = [Call(call.Id, name).Numbered(calls.Count - 1)] });
    }

    /// <inheritdoc/>
    void IChatOutputSink.ToolCallArguments(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            FunctionCallBody more = new() { Arguments = text.ToString() };
            news.Add(new ChatDelta { ToolCalls = [new ToolCallBody { Index = calls.Count - 1, Function = more }] });
        }
    }

    /// <inheritdoc/>
    void IChatOutputSink.ToolCall(ChatToolCall call) => calls[^1].Function!.Arguments = call.Arguments;

    private static ToolCallBody Call(string? id, string name) =>
        new()
        {
            Id = id,
            Type = Function,
            Function = new FunctionCallBody { Name = name, Arguments = "" },
        };

    // Mistral's templates refuse ids of any other form.
    private string NewId() =>
        format.Calls is ToolCallSyntax.MistralList or ToolCallSyntax.MistralNamed
            ? RandomNumberGenerator.GetString(Alphanumeric, MistralIdLength)
            : "call_" + RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true);

    private List<ChatDelta> TakeNews()
    {
        List<ChatDelta> taken = news;
        news = [];
        return taken;
    }
}
