// The tokens of a model and what is known about them.
using System.Text;
using Caravan.Gguf;
using Caravan.Models.Tokenizers.PreTokenization;

namespace Caravan.Models.Tokenizers;

/// <summary>A model's vocabulary, checked and complete; immutable.</summary>
public sealed class Vocabulary
{
    private readonly GgufArray texts;
    private readonly TokenAttributes[] attributes;
    private readonly float[] scores;
    private readonly HashSet<int> endOfGeneration;

    internal Vocabulary(
        TokenizerModel model,
        GgufArray texts,
        TokenAttributes[] attributes,
        float[] scores,
        SpecialTokens special,
        HashSet<int> endOfGeneration,
        IReadOnlyList<string> warnings
    )
    {
        Model = model;
        this.texts = texts;
        this.attributes = attributes;
        this.scores = scores;
        this.endOfGeneration = endOfGeneration;
        Special = special;
        Warnings = warnings;
    }

    /// <summary>The algorithm that makes tokens of text.</summary>
    public TokenizerModel Model { get; }

    /// <summary>Number of tokens.</summary>
    public int Count => texts.Count;

    /// <summary>Tokens with a role.</summary>
    public SpecialTokens Special { get; }

    /// <summary>True when <see cref="SpecialTokens.Bos"/> is put before a text.</summary>
    public bool AddBos { get; init; }

    /// <summary>True when <see cref="SpecialTokens.Eos"/> is put after a text.</summary>
    public bool AddEos { get; init; }

    /// <summary>True when SPM puts a space before a text (and decoding takes it away again).</summary>
    public bool AddSpacePrefix { get; init; }

    /// <summary>What the user should know about this vocabulary: one line each, best printed once.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Tokens after which generation ends, in ascending order.</summary>
    public IEnumerable<int> EndOfGeneration => endOfGeneration.Order();

    internal GgufArray Texts => texts;

    internal ReadOnlySpan<float> Scores => scores;

    internal GgufArray? Merges { get; init; }

    internal PreTokenizerProfile PreTokenizer { get; init; } = PreTokenizerTable.Default;

    /// <summary>The text of a token as the file writes it, which need not be UTF-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public ReadOnlySpan<byte> TextBytes(int id) => texts.StringBytes(Checked(id));

    /// <summary>The text of a token as the file writes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string Text(int id) => Encoding.UTF8.GetString(TextBytes(id));

    /// <summary>The score of a token; 0 where the file gives none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public float Score(int id) => scores[Checked(id)];

    /// <summary>The attributes of a token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public TokenAttributes Attributes(int id) => attributes[Checked(id)];

    /// <summary>True when generation ends after <paramref name="id"/>.</summary>
    public bool IsEndOfGeneration(int id) => endOfGeneration.Contains(id);

    /// <summary>The token whose text in the file is <paramref name="text"/>, or null; looks at all tokens.</summary>
    public int? Find(string text)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        for (int id = Count - 1; id >= 0; id--)
        {
            if (texts.StringBytes(id).SequenceEqual(wanted))
            {
                return id;
            }
        }

        return null;
    }

    /// <summary><paramref name="id"/> itself if it is a token of this vocabulary.</summary>
    internal int Checked(int id) =>
        (uint)id < (uint)Count
            ? id
            : throw new ArgumentOutOfRangeException(
                nameof(id),
                id,
                $"token {id} is outside the vocabulary, which has {Count} tokens (0 to {Count - 1})"
            );
}
