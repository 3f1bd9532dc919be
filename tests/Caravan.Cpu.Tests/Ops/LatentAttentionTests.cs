// Attention over latents beside plain attention in double precision.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public sealed class LatentAttentionTests
{
    private const int D = 24;
    private const int ValueLength = 16;
    private const int ValueStart = 8;
    private const int Tokens = 3;
    private const int Heads = 2;
    private const int Cache = 20;
    private const int Prefix = 5;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    public void Equals_plain_attention(bool hasPrefix, bool isIndexed, bool hasMask)
    {
        float[] q = TestData.Floats(D * Tokens * Heads, 1);
        float[] cache = TestData.Floats(D * Cache, 2);
        float[] keys = TestData.Floats(D * Prefix, 3);
        float[] values = TestData.Floats(Prefix * ValueLength, 4);
        float[] mask = [.. TestData.Floats(Cache * Tokens, 5).Select(x => x < -1 ? float.NegativeInfinity : x)];
        int[] chosen = [.. Enumerable.Range(0, Tokens).SelectMany(t => Enumerable.Range(0, 7).Select(i => i * 2 + t))];
        OpParameters parameters = OpParameters.Integers(0, 0, ValueLength, ValueStart, isIndexed ? 1 : 0);
        parameters.SetFloat(0, 0.2f);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(
                GraphOp.LatentAttention,
                Extents.Shape(ValueLength, Tokens, Heads),
                parameters,
                run.F32(q, D, Tokens, Heads),
                run.F32(cache, D, Cache),
                hasPrefix ? run.F32(keys, D, Prefix) : null,
                hasPrefix ? run.F32(values, Prefix, ValueLength) : null,
                hasMask ? run.F32(mask, Cache, Tokens) : null,
                isIndexed ? run.I32(chosen, 7, Tokens) : null
            )
        );
        double[] expected = new double[actual.Length];
        for (int i = 0; i < Tokens * Heads; i++)
        {
            int token = i % Tokens;
            double total = 0;
            void Add(float[] rows, int row, double bias, Func<int, float> value)
            {
                double score = bias;
                for (int j = 0; j < D; j++)
                {
                    score += 0.2f * (double)q[D * i + j] * rows[D * row + j];
                }

                double weight = Math.Exp(score);
                total += weight;
                for (int j = 0; j < ValueLength; j++)
                {
                    expected[ValueLength * i + j] += weight * value(j);
                }
            }

            for (int p = 0; hasPrefix && p < Prefix; p++)
            {
                Add(keys, p, 0, j => values[p + Prefix * j]);
            }

            foreach (int row in isIndexed ? chosen.Skip(7 * token).Take(7) : Enumerable.Range(0, Cache))
            {
                Add(cache, row, hasMask ? mask[row + Cache * token] : 0, j => cache[D * row + ValueStart + j]);
            }

            for (int j = 0; j < ValueLength; j++)
            {
                expected[ValueLength * i + j] /= total;
            }
        }

        Near.Equal(expected, actual, 1e-5, floor: 0.5);
    }

    [Fact]
    public void Row_that_is_not_cached_is_refused()
    {
        OpCase indexed = IkOpCases.All.First(c => c.Op == GraphOp.LatentAttention);
        DeviceException exception = Assert.Throws<DeviceException>(() => indexed.Run(endsAtGuard: true, index: 9));
        Assert.Contains("row 9 ", exception.Message, StringComparison.Ordinal);
    }
}
