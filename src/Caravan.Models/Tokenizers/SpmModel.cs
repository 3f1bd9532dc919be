// A SentencePiece vocabulary in the form its encoder needs.
using System.Text;
using Caravan.Gguf;

namespace Caravan.Models.Tokenizers;

/// <summary>Finds tokens by text, orders them by score, and knows the tokens of single bytes.</summary>
internal sealed class SpmModel
{
    private const uint SignBit = 0x80000000;
    private readonly SymbolTable tokens;
    private readonly uint[] ranks;
    private readonly int?[] byteTokens = new int?[256];

    /// <summary>Reads tokens with their scores; <paramref name="unknown"/> stands for bytes without a token.</summary>
    public SpmModel(GgufArray texts, ReadOnlySpan<float> scores, int? unknown)
    {
        tokens = new SymbolTable(texts.Count);
        ranks = new uint[texts.Count];
        WordsAreIndependent = true;
        for (int id = 0; id < texts.Count; id++)
        {
            ReadOnlySpan<byte> text = texts.StringBytes(id);
            tokens.Add(text);
            ranks[id] = Rank(scores.IsEmpty ? 0 : scores[id]);
            WordsAreIndependent &= !SpansWords(text);
        }

        for (int value = 0; value < byteTokens.Length; value++)
        {
            bool found =
                tokens.TryFind(Encoding.ASCII.GetBytes($"<0x{value:X2}>"), out int token)
                || tokens.TryFind([(byte)value], out token);
            byteTokens[value] = found ? token : unknown;
        }
    }

    /// <summary>The character that stands for a space in tokens: U+2581, lower one eighth block.</summary>
    public static ReadOnlySpan<byte> SpaceMark => "▁"u8;

    /// <summary>True when no token reaches over the beginning of a word, so that words can be merged one by one.</summary>
    public bool WordsAreIndependent { get; }

    /// <summary>The token with this text.</summary>
    public bool TryFindToken(ReadOnlySpan<byte> text, out int token) => tokens.TryFind(text, out token);

    /// <summary>How early a token is merged: the lower the earlier.</summary>
    public uint RankOf(int token) => ranks[token];

    /// <summary>Appends the token of one byte, or the unknown token; nothing where the vocabulary has neither.</summary>
    public void AppendByte(byte value, List<int> output)
    {
        if (byteTokens[value] is int token)
        {
            output.Add(token);
        }
    }

    /// <summary>Maps scores to numbers that ascend as the scores descend; what is no number comes last.</summary>
    private static uint Rank(float score)
    {
        if (float.IsNaN(score))
        {
            return uint.MaxValue;
        }

        // Adding zero makes one zero of the two.
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & SignBit) != 0 ? bits : ~(bits | SignBit);
    }

    private static bool SpansWords(ReadOnlySpan<byte> text)
    {
        while (text.StartsWith(SpaceMark))
        {
            text = text[SpaceMark.Length..];
        }

        return text.IndexOf(SpaceMark) >= 0;
    }
}
