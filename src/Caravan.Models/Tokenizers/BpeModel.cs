// A byte-level BPE vocabulary in the form its encoder needs.
using Caravan.Gguf;

namespace Caravan.Models.Tokenizers;

/// <summary>
/// Symbols are byte strings: number n is token n where that token can come out of merging; numbers from the token count
/// on are single bytes and parts of merges that are no tokens.
/// </summary>
internal sealed class BpeModel
{
    private const byte Separator = (byte)' ';
    private readonly SymbolTable symbols;
    private readonly int tokenCount;
    private readonly int[] byteSymbols = new int[256];

    /// <summary>Reads tokens and merges, both in GPT-2's byte letters.</summary>
    public BpeModel(GgufArray tokens, GgufArray? merges)
    {
        tokenCount = tokens.Count;
        symbols = new SymbolTable(tokens.Count + byteSymbols.Length);
        byte[] buffer = [];
        for (int id = 0; id < tokens.Count; id++)
        {
            // A text with other characters (a special token's, as a rule) is never what merging makes.
            ReadOnlySpan<byte> text = tokens.StringBytes(id);
            buffer = buffer.Length < text.Length ? new byte[text.Length * 2] : buffer;
            if (ByteLetters.TryDecode(text, buffer, out int length))
            {
                symbols.Add(buffer.AsSpan(0, length));
            }
            else
            {
                symbols.AddHidden();
            }
        }

        for (int value = 0; value < byteSymbols.Length; value++)
        {
            byteSymbols[value] = symbols.Intern([(byte)value]);
        }

        Merges = new MergeTable(merges?.Count ?? 0);
        for (int rank = 0; merges is not null && rank < merges.Count; rank++)
        {
            AddMerge(merges.StringBytes(rank), rank, ref buffer);
        }
    }

    /// <summary>The merges between symbols.</summary>
    public MergeTable Merges { get; }

    /// <summary>The symbol of a single byte.</summary>
    public int SymbolOf(byte value) => byteSymbols[value];

    /// <summary>The token that a piece of text is as a whole.</summary>
    public bool TryFindToken(ReadOnlySpan<byte> piece, out int token) =>
        symbols.TryFind(piece, out token) && token < tokenCount;

    /// <summary>
    /// Appends the token of <paramref name="symbol"/>; where it is none, the tokens of its bytes; bytes without a token
    /// leave nothing, as in llama.cpp.
    /// </summary>
    public void AppendTokens(int symbol, List<int> output)
    {
        if (symbol < tokenCount)
        {
            output.Add(symbol);
            return;
        }

        foreach (byte value in symbols[symbol])
        {
            if (byteSymbols[value] < tokenCount)
            {
                output.Add(byteSymbols[value]);
            }
        }
    }

    private void AddMerge(ReadOnlySpan<byte> merge, int rank, ref byte[] buffer)
    {
        // The separator is looked for behind the first character: that one belongs to the left part in any case.
        int space = merge.Length < 2 ? -1 : merge[1..].IndexOf(Separator) + 1;
        buffer = buffer.Length < merge.Length ? new byte[merge.Length * 2] : buffer;
        if (
            space <= 0
            || !ByteLetters.TryDecode(merge[..space], buffer, out int leftLength)
            || !ByteLetters.TryDecode(merge[(space + 1)..], buffer.AsSpan(leftLength), out int rightLength)
        )
        {
            // No two texts in byte letters: no text ever holds this pair.
            return;
        }

        int left = symbols.Intern(buffer.AsSpan(0, leftLength));
        int right = symbols.Intern(buffer.AsSpan(leftLength, rightLength));
        Merges.Add(left, right, rank, symbols.Intern(buffer.AsSpan(0, leftLength + rightLength)));
    }
}
