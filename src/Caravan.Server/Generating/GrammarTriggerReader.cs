// Reads what lazy grammars begin at.
using System.Collections.Immutable;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Tokenizers;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Reads llama-server's <c>grammar_lazy</c> and <c>grammar_triggers</c>.</summary>
internal static class GrammarTriggerReader
{
    private const string Field = "grammar_triggers";

    /// <summary>The grammar with the triggers of a request; unchanged where it begins with the text.</summary>
    /// <exception cref="ApiException">There are none or too many, or one has no known form.</exception>
    internal static GrammarConstraint Apply(SamplingFields fields, GrammarConstraint grammar, Tokenizer tokenizer)
    {
        if (fields.GrammarLazy is not true)
        {
            return grammar;
        }

        List<GrammarTriggerBody> triggers = fields.GrammarTriggers ?? [];
        if (triggers.Count is 0 or > ServerLimits.GrammarTriggers)
        {
            throw Wrong($"{triggers.Count} triggers, expected 1 to {ServerLimits.GrammarTriggers} with grammar_lazy");
        }

        ImmutableArray<int>.Builder tokens = ImmutableArray.CreateBuilder<int>();
        ImmutableArray<string>.Builder words = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<TriggerPattern>.Builder patterns = ImmutableArray.CreateBuilder<TriggerPattern>();
        foreach (GrammarTriggerBody trigger in triggers)
        {
            switch (trigger?.Type)
            {
                case 0:
                    tokens.Add(Token(trigger, tokenizer));
                    break;
                case 1:
                    AddWord(Text(trigger), tokenizer, tokens, words);
                    break;
                case 2 or 3:
                    patterns.Add(Pattern(Text(trigger), isWhole: trigger.Type == 3));
                    break;
                default:
                    throw Wrong(
                        $"type {trigger?.Type?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}, "
                            + "expected 0 (token), 1 (word), 2 (pattern) or 3 (pattern of the whole text)"
                    );
            }
        }

        if (patterns.Count > ServerLimits.GrammarPatterns)
        {
            throw Wrong($"{patterns.Count} patterns, expected {ServerLimits.GrammarPatterns} at the most");
        }

        return grammar with
        {
            TriggerTokens = tokens.ToImmutable(),
            TriggerWords = words.ToImmutable(),
            TriggerPatterns = patterns.ToImmutable(),
        };
    }

    // A word that is one token may be a control token, which has no text to look for.
    private static void AddWord(
        string word,
        Tokenizer tokenizer,
        ImmutableArray<int>.Builder tokens,
        ImmutableArray<string>.Builder words
    )
    {
        int[] ids = tokenizer.Encode(word, addSpecial: false, parseSpecial: true);
        if (ids.Length == 1)
        {
            tokens.Add(ids[0]);
        }

        words.Add(word);
    }

    private static int Token(GrammarTriggerBody trigger, Tokenizer tokenizer) =>
        trigger.Token is { } token && (uint)token < (uint)tokenizer.Vocabulary.Count
            ? token
            : throw Wrong($"a trigger of type 0 has no token of the model's {tokenizer.Vocabulary.Count}");

    private static string Text(GrammarTriggerBody trigger) =>
        trigger.Value is { Length: > 0 and <= ServerLimits.GrammarTriggerLength } text
            ? text
            : throw Wrong($"a value of 1 to {ServerLimits.GrammarTriggerLength} characters is expected");

    private static TriggerPattern Pattern(string text, bool isWhole)
    {
        try
        {
            return TriggerPattern.Parse(text, isWhole);
        }
        catch (GrammarException problem)
        {
            throw Wrong(problem.Message);
        }
    }

    private static ApiException Wrong(string what) => ApiException.BadRequest($"{Field}: {what}", Field);
}
