// SentencePiece's BPE: marks spaces and merges characters by score.
using System.Buffers;
using System.Text.Unicode;

namespace Caravan.Models.Tokenizers;

/// <summary>The "llama" algorithm.</summary>
internal sealed class SpmEncoder(SpmModel model) : FragmentEncoder
{
    private const byte Space = (byte)' ';

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<byte> utf8, bool prefixSpace, List<int> output)
    {
        int spaces = utf8.Count(Space) + (prefixSpace ? 1 : 0);
        int capacity = checked(utf8.Length + (spaces * SpmModel.SpaceMark.Length));
        byte[] text = ArrayPool<byte>.Shared.Rent(capacity);
        try
        {
            int length = MarkSpaces(utf8, prefixSpace, text);
            PairMerger<SpmMergeRules> merger = new(new SpmMergeRules(model, text));

            // Invalid text may hide a space mark inside what looks like a longer character.
            bool wordByWord = model.WordsAreIndependent && Utf8.IsValid(utf8);
            for (int start = 0; start < length; )
            {
                int end = wordByWord ? EndOfWord(text.AsSpan(0, length), start) : length;
                EncodeWord(text, start, end, merger, output);
                start = end;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static int MarkSpaces(ReadOnlySpan<byte> utf8, bool prefixSpace, byte[] text)
    {
        int length = 0;
        if (prefixSpace)
        {
            SpmModel.SpaceMark.CopyTo(text);
            length = SpmModel.SpaceMark.Length;
        }

        foreach (byte value in utf8)
        {
            if (value == Space)
            {
                SpmModel.SpaceMark.CopyTo(text.AsSpan(length));
                length += SpmModel.SpaceMark.Length;
            }
            else
            {
                text[length++] = value;
            }
        }

        return length;
    }

    private static int EndOfWord(ReadOnlySpan<byte> text, int start)
    {
        int end = start;
        while (text[end..].StartsWith(SpmModel.SpaceMark))
        {
            end += SpmModel.SpaceMark.Length;
        }

        int next = text[end..].IndexOf(SpmModel.SpaceMark);
        return next < 0 ? text.Length : end + next;
    }

    /// <summary>Length of a character by its first byte alone, as llama.cpp takes it.</summary>
    private static int CharacterLength(byte first) =>
        first switch
        {
            < 0xC0 => 1,
            < 0xE0 => 2,
            < 0xF0 => 3,
            _ => 4,
        };

    private void EncodeWord(byte[] text, int start, int end, PairMerger<SpmMergeRules> merger, List<int> output)
    {
        merger.Clear();
        while (start < end)
        {
            int length = Math.Min(CharacterLength(text[start]), end - start);
            merger.Add(start, length, model.TryFindToken(text.AsSpan(start, length), out int token) ? token : -1);
            start += length;
        }

        merger.Merge();
        for (int i = merger.First; i >= 0; i = merger[i].Next)
        {
            ref readonly Symbol symbol = ref merger[i];
            if (symbol.Id >= 0)
            {
                output.Add(symbol.Id);
                continue;
            }

            foreach (byte value in text.AsSpan(symbol.Start, symbol.Length))
            {
                model.AppendByte(value, output);
            }
        }
    }
}
