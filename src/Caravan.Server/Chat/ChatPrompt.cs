// A conversation made ready for a model, and how to read what the model answers.
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Chat.Output;

namespace Caravan.Server.Chat;

/// <summary>A prompt and the form of its answers.</summary>
/// <param name="Text">The prompt.</param>
/// <param name="Format">How the model writes reasoning and calls.</param>
/// <param name="Output">How to read it.</param>
/// <param name="Form">What the answer must match; null for any text.</param>
/// <param name="StopStrings">Texts that end an answer where the vocabulary has no token for it.</param>
internal sealed record ChatPrompt(
    string Text,
    ChatOutputFormat Format,
    ChatOutputOptions Output,
    GrammarConstraint? Form,
    IReadOnlyList<string> StopStrings
)
{
    /// <summary>A reader of one answer.</summary>
    internal MessageBuilder NewMessage() => new(Format, Output);
}
