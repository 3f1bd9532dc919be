// What reads a model's output.
namespace Caravan.Models.Chat.Output;

/// <summary>A reader of one output, fed piece by piece.</summary>
internal interface IOutputReader
{
    /// <summary>Takes more text.</summary>
    void Append(ReadOnlySpan<char> text);

    /// <summary>True while the text is reasoning.</summary>
    bool IsReasoning { get; }

    /// <summary>No more text comes.</summary>
    void Finish();
}
