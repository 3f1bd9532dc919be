// A model's output as contents of Microsoft.Extensions.AI.
using System.Security.Cryptography;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;
using Microsoft.Extensions.AI;

namespace Caravan;

/// <summary>Takes generated text and gives contents as they become certain.</summary>
internal sealed class AnswerReader : IChatOutputSink
{
    private const int IdDigits = 24;
    private readonly ChatOutputParser parser;
    private readonly List<AIContent> news = [];

    internal AnswerReader(ChatOutputFormat format, ChatOutputOptions options) =>
        parser = new ChatOutputParser(format, options, this);

    /// <summary>True when tools are called.</summary>
    internal bool HasCalls { get; private set; }

    /// <summary>Adds text and gives what is new.</summary>
    /// <param name="text">More of the output.</param>
    /// <param name="isLast">Nothing comes after it.</param>
    internal IList<AIContent> Append(string text, bool isLast)
    {
        parser.Append(text);
        if (isLast)
        {
            parser.Finish();
        }

        AIContent[] taken = [.. news];
        news.Clear();
        return taken;
    }

    /// <inheritdoc/>
    void IChatOutputSink.Content(ReadOnlySpan<char> text) => news.Add(new TextContent(text.ToString()));

    /// <inheritdoc/>
    void IChatOutputSink.Reasoning(ReadOnlySpan<char> text) => news.Add(new TextReasoningContent(text.ToString()));

    /// <inheritdoc/>
    void IChatOutputSink.ToolCall(ChatToolCall call)
    {
        string id =
            call.Id.Length > 0 ? call.Id : "call_" + RandomNumberGenerator.GetHexString(IdDigits, lowercase: true);
        FunctionCallContent made = ToolJson.Call(id, call.Name, call.Arguments);
        if (made.Exception is not null)
        {
            // The answer was cut within the arguments: whoever invokes calls must not invoke this one.
            news.Add(new TextContent($"{call.Name} {call.Arguments}"));
            return;
        }

        HasCalls = true;
        news.Add(made);
    }
}
