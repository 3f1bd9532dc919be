// Attention at every instruction-set level, over every kind of cache.
using Caravan.Cpu.Tests.MatMul;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class AttentionLevelTests
{
    private const double FloatError = 2e-5;

    // Queries and weights become words of 16 bits; the caches' own rounding is a hundred times as coarse.
    private const double WordError = 1e-4;

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q6_0)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.IQ4_NL)]
    public void Equals_plain_attention_over_every_kind_of_cache(TensorType type)
    {
        foreach (InstructionLevel level in Levels.Available)
        {
            AttentionCase problem = Case(type, level, 96, 64, 2, threads: 2);
            double[] expected = problem.Reference();
            float[] actual = problem.Run();
            double tolerance = WordCacheReader.TryCreate(type, 64, level) is null ? FloatError : WordError;
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[i] - actual[i]) < tolerance,
                    $"{level}, element {i}: {actual[i]} instead of {expected[i]}"
                );
            }
        }
    }

    [Theory]
    [InlineData(TensorType.F32, 64, 64)]
    [InlineData(TensorType.F16, 64, 64)]
    [InlineData(TensorType.F16, 40, 36)]
    [InlineData(TensorType.BF16, 128, 96)]
    [InlineData(TensorType.Q8_0, 96, 32)]
    [InlineData(TensorType.Q8_0, 64, 64)]
    [InlineData(TensorType.Q5_0, 64, 96)]
    [InlineData(TensorType.Q4_0, 128, 64)]
    public void Is_bit_equal_at_every_level(TensorType type, int d, int dv)
    {
        // Without fused multiply-add every product is rounded once more.
        Assert.SkipWhen(CpuFeatures.Level == InstructionLevel.Portable, "there is one level alone");
        foreach (int tokens in (int[])[1, 9])
        {
            float[] expected = Case(type, InstructionLevel.Portable, d, dv, tokens, threads: 2).Run();
            foreach (InstructionLevel level in Levels.Available)
            {
                float[] actual = Case(type, level, d, dv, tokens, threads: 2).Run();
                Assert.Equal((ReadOnlySpan<float>)expected, (ReadOnlySpan<float>)actual);
            }
        }
    }

    [Theory]
    [InlineData(TensorType.F16, 1)]
    [InlineData(TensorType.F16, 3)]
    [InlineData(TensorType.F16, 40)]
    [InlineData(TensorType.Q8_0, 1)]
    [InlineData(TensorType.Q8_0, 40)]
    public void Is_bit_equal_for_any_number_of_threads(TensorType type, int tokens)
    {
        float[] expected = Case(type, CpuFeatures.Level, 64, 64, tokens, threads: 1).Run();
        foreach (int threads in (int[])[2, 3, 64])
        {
            float[] actual = Case(type, CpuFeatures.Level, 64, 64, tokens, threads).Run();
            Assert.Equal((ReadOnlySpan<float>)expected, (ReadOnlySpan<float>)actual);
        }
    }

    // Three spans; the last segment is not full.
    private static AttentionCase Case(
        TensorType type,
        InstructionLevel level,
        int d,
        int dv,
        int tokens,
        int threads
    ) =>
        new()
        {
            KeyLength = d,
            ValueLength = dv,
            Heads = 6,
            KeyValueHeads = 2,
            Tokens = tokens,
            CacheLength = 1140,
            FirstPosition = 1139 - tokens,
            Type = type,
            Level = level,
            Threads = threads,
        };
}
