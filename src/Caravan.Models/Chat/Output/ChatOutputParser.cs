// Splits a model's output into reasoning, answer and calls of tools.
namespace Caravan.Models.Chat.Output;

/// <summary>
/// Reads one output as it is generated. Parts are handed over as soon as they are certain, also arguments of calls that are
/// JSON in the output. What does not begin as a call is content: no output of a model raises an exception. Not safe for two
/// threads at once.
/// </summary>
public sealed class ChatOutputParser
{
    private readonly IOutputReader reader;

    /// <summary>A parser of one output.</summary>
    /// <param name="format">The form of the model's answers.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="sink">Takes the parts.</param>
    public ChatOutputParser(ChatOutputFormat format, ChatOutputOptions options, IChatOutputSink sink)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        OutputWriter writer = new(sink, options.Reasoning, options.Tools.Count > 0);
        reader =
            format.Calls == ToolCallSyntax.Harmony
                ? new HarmonyReader(options.Tools, writer)
                : new TaggedReader(format, options, writer);
    }

    /// <summary>True while the model reasons, as far as is certain.</summary>
    public bool IsReasoning => reader.IsReasoning;

    /// <summary>Takes more of the output; pieces may be cut anywhere between characters.</summary>
    public void Append(ReadOnlySpan<char> text) => reader.Append(text);

    /// <summary>The output has ended: hands over what was held back. Nothing may be appended afterwards.</summary>
    public void Finish() => reader.Finish();
}
