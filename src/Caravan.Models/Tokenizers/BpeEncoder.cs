// Byte-level BPE: cuts text into words and merges the bytes of each.
using System.Buffers;
using Caravan.Models.Tokenizers.PreTokenization;
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers;

/// <summary>The "gpt2" algorithm.</summary>
internal sealed class BpeEncoder(BpeModel model, PreTokenizerProfile profile) : FragmentEncoder
{
    /// <inheritdoc/>
    /// <remarks>Text is not normalised: decomposed characters stay decomposed, as in llama.cpp.</remarks>
    public override void Encode(ReadOnlySpan<byte> utf8, bool prefixSpace, List<int> output)
    {
        ReadOnlySpan<byte> text = CodePointText.Repair(utf8);
        int[] codePoints = ArrayPool<int>.Shared.Rent(text.Length);
        CodePointClass[] classes = ArrayPool<CodePointClass>.Shared.Rent(text.Length);
        try
        {
            int count = CodePointText.Decode(text, codePoints, classes);
            PairMerger<BpeMergeRules> merger = new(new BpeMergeRules(model.Merges));
            int start = 0;
            foreach (int end in profile.PreTokenizer.Split(new(codePoints.AsSpan(0, count), classes.AsSpan(0, count))))
            {
                int length = CodePointText.CountBytes(codePoints.AsSpan(start..end));
                EncodePiece(text[..length], merger, output);
                text = text[length..];
                start = end;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(codePoints);
            ArrayPool<CodePointClass>.Shared.Return(classes);
        }
    }

    private void EncodePiece(ReadOnlySpan<byte> piece, PairMerger<BpeMergeRules> merger, List<int> output)
    {
        if (profile.IgnoreMerges && model.TryFindToken(piece, out int token))
        {
            output.Add(token);
            return;
        }

        merger.Clear();
        for (int i = 0; i < piece.Length; i++)
        {
            merger.Add(i, 1, model.SymbolOf(piece[i]));
        }

        merger.Merge();
        for (int i = merger.First; i >= 0; i = merger[i].Next)
        {
            model.AppendTokens(merger[i].Id, output);
        }
    }
}
