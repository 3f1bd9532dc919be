// Text to tokens and back, by the vocabulary of a GGUF file.
using System.Buffers;
using System.Text;

namespace Caravan.Models.Tokenizers;

/// <summary>The tokenizer of a vocabulary; gives the ids that llama.cpp gives. May be shared by threads.</summary>
public sealed class Tokenizer : ITokenizer
{
    /// <summary>Longest text in bytes: working memory is about ten times the text.</summary>
    public const int MaximumTextBytes = 128 << 20;

    private readonly FragmentEncoder encoder;
    private readonly PackedBytes pieces;
    private readonly SpecialTokenSplitter all;
    private readonly SpecialTokenSplitter userDefined;

    /// <summary>The tokenizer of <paramref name="vocabulary"/>.</summary>
    public Tokenizer(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        encoder =
            vocabulary.Model == TokenizerModel.Spm
                ? new SpmEncoder(new SpmModel(vocabulary.Texts, vocabulary.Scores, vocabulary.Special.Unknown))
                : new BpeEncoder(new BpeModel(vocabulary.Texts, vocabulary.Merges), vocabulary.PreTokenizer);
        pieces = TokenPieces.Render(vocabulary);
        IEnumerable<int> parsed = Enumerable
            .Range(0, vocabulary.Count)
            .Where(id => SpecialTokenFinder.IsParsed(vocabulary.Attributes(id)));
        all = new SpecialTokenSplitter(vocabulary, parsed);
        userDefined = new SpecialTokenSplitter(vocabulary, parsed.Where(id => !IsHidden(id)));
        Newline = FindNewline();
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public int? Newline { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaximumTextBytes"/>.</exception>
    public int[] Encode(string text, bool addSpecial, bool parseSpecial)
    {
        List<int> output = [];
        Encode(Encoding.UTF8.GetBytes(text), addSpecial, parseSpecial, output);
        return [.. output];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaximumTextBytes"/>.</exception>
    public void Encode(ReadOnlySpan<byte> utf8, bool addSpecial, bool parseSpecial, List<int> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (utf8.Length > MaximumTextBytes)
        {
            throw new ArgumentException(
                $"the text has {utf8.Length} bytes, at most {MaximumTextBytes} can be tokenized",
                nameof(utf8)
            );
        }

        if (addSpecial && Vocabulary is { AddBos: true, Special.Bos: int bos })
        {
            output.Add(bos);
        }

        bool prefixSpace = Vocabulary.AddSpacePrefix;
        foreach (TextFragment fragment in (parseSpecial ? all : userDefined).Split(utf8))
        {
            if (fragment.Token is int token)
            {
                output.Add(token);
            }
            else
            {
                encoder.Encode(utf8[fragment.Start..fragment.End], prefixSpace, output);
            }

            prefixSpace = Vocabulary.AddSpacePrefix && fragment.Token is not null;
        }

        if (addSpecial && Vocabulary is { AddEos: true, Special.Eos: int eos })
        {
            output.Add(eos);
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> TokenBytes(int id) => pieces[Vocabulary.Checked(id)];

    /// <inheritdoc/>
    public ReadOnlySpan<byte> TokenToPiece(int id, bool renderSpecial) =>
        IsHidden(id) && !renderSpecial ? [] : TokenBytes(id);

    /// <inheritdoc/>
    /// <remarks>
    /// llama_detokenize's rules for the leading space. Its clean-up of spaces before punctuation is left out: no program of
    /// llama.cpp's shows text through it, and it changes text that was encoded.
    /// </remarks>
    public string Decode(ReadOnlySpan<int> ids, bool removeSpecial, bool unparseSpecial)
    {
        bool removeSpace = Vocabulary.AddSpacePrefix;
        if (removeSpecial && Vocabulary.AddBos && ids.Length > 0 && ids[0] == Vocabulary.Special.Bos)
        {
            removeSpace = false;
            ids = ids[1..];
        }

        if (removeSpecial && Vocabulary.AddEos && ids.Length > 0 && ids[^1] == Vocabulary.Special.Eos)
        {
            ids = ids[..^1];
        }

        ArrayBufferWriter<byte> bytes = new();
        foreach (int id in ids)
        {
            ReadOnlySpan<byte> piece = TokenToPiece(id, unparseSpecial);
            bytes.Write(removeSpace && piece.StartsWith((byte)' ') ? piece[1..] : piece);
            removeSpace = false;
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <inheritdoc/>
    public bool IsEndOfGeneration(int id) => Vocabulary.IsEndOfGeneration(id);

    private bool IsHidden(int id) =>
        (Vocabulary.Attributes(id) & (TokenAttributes.Control | TokenAttributes.Unknown)) != 0;

    /// <summary>The first token of a line feed alone; padding where the vocabulary cannot express one, as in llama.cpp.</summary>
    private int? FindNewline()
    {
        List<int> tokens = [];
        encoder.Encode("\n"u8, prefixSpace: false, tokens);
        return tokens.Count > 0 && tokens[0] != Vocabulary.Special.Unknown ? tokens[0] : Vocabulary.Special.Padding;
    }
}
