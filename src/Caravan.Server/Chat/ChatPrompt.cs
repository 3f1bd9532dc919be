// A conversation made ready for a model, and how to read what the model answers.
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Chat.Output;

namespace Caravan.Server.Chat;

/// <summary>A prompt and the form of its answers.</summary>
/// <param name="Text">The prompt.</param>
/// <param name="Format">How the model writes reasoning and calls.</param>
/// <param name="Output">How to read it.</param>
/// <param name="Form">What the answer must match; null for any text.</param>
internal sealed record ChatPrompt(
    string Text,
    ChatOutputFormat Format,
    ChatOutputOptions Output,
    GrammarConstraint? Form
)
{
    /// <summary>A reader of one answer.</summary>
    internal MessageBuilder NewMessage() => new(Format, Output);
}
