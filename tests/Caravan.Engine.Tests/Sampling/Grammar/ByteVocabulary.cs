// A vocabulary of single bytes, with which any text can be fed to a grammar.
using System.Text;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Tests.Sampling.Grammar;

/// <summary>Tokens 0 to 255 are bytes, then come a token that ends generation, control tokens and longer texts.</summary>
internal sealed class ByteVocabulary : ISamplingVocabulary
{
    public const int End = 256;
    public const int Think = 257;
    public const int EndThink = 258;

    private static readonly string[] Others = ["<end>", "<think>", "</think>", "ab", "\"}", "{\"", "\u20AC", "tool"];

    public int Count => 256 + Others.Length;

    public bool IsEndOfGeneration(int token) => token == End;

    public bool IsControl(int token) => token is Think or EndThink;

    public byte[] GetText(int token) => token < 256 ? [(byte)token] : Encoding.UTF8.GetBytes(Others[token - 256]);

    public int[] Tokenize(ReadOnlySpan<byte> text) => [.. text.ToArray().Select(value => (int)value)];

    /// <summary>The token of a text that is none of the bytes.</summary>
    public static int TokenOf(string text) => 256 + Array.IndexOf(Others, text);

    /// <summary>True when the grammar takes every byte of a text and may end after it.</summary>
    public static bool Matches(GrammarDefinition grammar, string text)
    {
        GrammarSampler sampler = new(new GrammarConstraint(grammar), new ByteVocabulary());
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (!sampler.Allows(value))
            {
                return false;
            }

            sampler.Accept(value);
        }

        return sampler.MayEnd;
    }

    /// <summary>The tokens that may come next, by masking equal logits.</summary>
    public static int[] Allowed(GrammarSampler sampler)
    {
        CandidateList candidates = new(new ByteVocabulary().Count);
        candidates.Load(new float[candidates.Capacity]);
        sampler.Apply(candidates);
        return [.. candidates.Tokens.ToArray().Where((_, i) => float.IsFinite(candidates.Logits[i]))];
    }
}
