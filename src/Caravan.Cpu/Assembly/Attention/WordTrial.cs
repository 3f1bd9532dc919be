// Tries assembled products of keys and values out before they are used.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>Compares with the runtime's AVX-512 kernels to the last bit, for every number of queries.</summary>
internal static unsafe class WordTrial
{
    private const int Rows = 32;
    private const int Length = 96;
    private const int Blocks = Length / WordTile.BlockElements;
    private const int Size = AttentionTile.Size;

    /// <summary>True when all results are the same.</summary>
    internal static bool Passes(WordCode code)
    {
        byte[] cache = new byte[Rows * Blocks * BlockStage.BlockBytes];
        short[] factors = new short[Blocks * SmallCounts.Most * Size];
        float[] steps = [.. Enumerable.Range(1, Blocks * SmallCounts.Most).Select(i => i / 7f)];
        float[] scales = new float[(Blocks * Size) + 1];
        short[] words = new short[WordTile.Words(Length)];
        Random random = new(1);
        random.NextBytes(cache);
        for (int i = 0; i < cache.Length; i++)
        {
            // Random bytes make half floats that are no numbers; without their top exponent bit none is.
            cache[i] &= 0xBF;
        }

        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] = (short)random.Next(-short.MaxValue, short.MaxValue);
        }

        VectorWordCacheReader<Vector512<float>, AttentionVector512> reader = new(
            Caravan.Tensors.TensorType.Q8_0,
            Length
        );
        VectorWordProducts<Vector512<float>, AttentionVector512> products = new();
        float[] expected = new float[SmallCounts.Most * Length];
        float[] found = new float[SmallCounts.Most * Length];
        bool passes = true;
        fixed (byte* c = cache)
        fixed (
            short* f = factors,
                w = words
        )
        fixed (
            float* s = steps,
                x = scales,
                e = expected,
                g = found
        )
        {
            for (int count = 1; count <= SmallCounts.Most; count++)
            {
                nint stride = Blocks * BlockStage.BlockBytes;
                RowFetcher ahead = default;
                reader.ReadKeys(c, stride, Rows, ref ahead, w, x, null);
                products.MultiplyKeys(f, Length, count, w, x, Blocks, e);
                WordKeyArguments keys = new()
                {
                    Keys = c,
                    Stride = stride,
                    Groups = Rows / WordKeyCode.KeysTogether,
                    Blocks = Blocks,
                    Queries = f,
                    QueryStride = Length * sizeof(short),
                    Scores = g,
                    Ahead = c,
                };
                code.MultiplyKeys(&keys, count);
                for (int query = 0; query < count; query++)
                {
                    passes &= expected.AsSpan(query * Size, Rows).SequenceEqual(found.AsSpan(query * Size, Rows));
                }

                reader.ReadValues(c, stride, Rows, ref ahead, w, x, null);
                WordScaleArguments read = new()
                {
                    Rows = c,
                    Stride = stride,
                    Groups = Rows / WordKeyCode.KeysTogether,
                    Blocks = Blocks,
                    Scales = g,
                };
                code.ReadScales(&read);
                passes &= read.AreSpecial == 0;
                for (int block = 0; block < Blocks; block++)
                {
                    passes &= scales.AsSpan(block * Size, Rows).SequenceEqual(found.AsSpan(block * Size, Rows));
                }

                expected.AsSpan().Fill(1);
                found.AsSpan().Fill(1);
                products.AddValues(f, s, count, w, Blocks, Rows, e, Length);
                WordValueArguments values = new()
                {
                    Values = c,
                    Stride = stride,
                    Steps = Rows / WordValueCode.ValuesTogether,
                    Blocks = Blocks,
                    Weights = f,
                    Units = s,
                    Sums = g,
                    SumStride = Length * sizeof(float),
                    Ahead = c,
                };
                code.AddValues(&values, count);
                passes &= expected.AsSpan(0, count * Length).SequenceEqual(found.AsSpan(0, count * Length));
            }
        }

        return passes;
    }
}
