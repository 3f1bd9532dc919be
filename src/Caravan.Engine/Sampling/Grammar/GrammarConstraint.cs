// A grammar that a generation is held to, from its beginning or from a trigger on.
using System.Collections.Immutable;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A grammar and when it begins.</summary>
/// <param name="Definition">The grammar.</param>
public sealed record GrammarConstraint(GrammarDefinition Definition)
{
    /// <summary>
    /// Texts at which the grammar begins, the trigger being the first of what must match. Without any trigger it begins with
    /// the generation.
    /// </summary>
    public ImmutableArray<string> TriggerWords { get; init; } = [];

    /// <summary>
    /// Patterns at which the grammar begins; the first group of a match that is not empty, or the match where there is none, is
    /// the first of what must match.
    /// </summary>
    public ImmutableArray<TriggerPattern> TriggerPatterns { get; init; } = [];

    /// <summary>Tokens at which the grammar begins; the token's text is the first of what must match.</summary>
    public ImmutableArray<int> TriggerTokens { get; init; } = [];

    /// <summary>True when the text before a trigger is free.</summary>
    public bool IsLazy => !TriggerWords.IsEmpty || !TriggerPatterns.IsEmpty || !TriggerTokens.IsEmpty;
}
