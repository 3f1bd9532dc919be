// Attention to chosen positions beside plain attention in double precision.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public sealed class ChosenPositionsTests
{
    private const int D = 16;
    private const int Cache = 90;
    private const int Heads = 3;
    private const int Tokens = 2;
    private const int Chosen = 7;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_chosen_positions_are_seen(bool hasMask)
    {
        float[] q = TestData.Floats(D * Tokens * Heads, 1);
        float[] k = TestData.Floats(D * Cache, 2);
        float[] v = TestData.Floats(D * Cache, 3);
        float[] mask = [.. TestData.Floats(Cache * Tokens, 4).Select(x => (float)(Half)x)];
        int[] chosen = [3, 89, 0, -1, 64, 63, -1, 5, 6, 7, 8, 9, 10, 11];
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(
                GraphOp.FlashAttention,
                Extents.Shape(D, Heads, Tokens),
                OpParameters.Floats(0.3f),
                run.F32(q, D, Tokens, Heads),
                run.F32(k, D, Cache),
                run.F32(v, D, Cache),
                hasMask ? run.F16(mask, Cache, Tokens) : null,
                null,
                run.I32(chosen, Chosen, Tokens)
            )
        );
        double[] expected = new double[actual.Length];
        for (int i = 0; i < Heads * Tokens; i++)
        {
            int token = i / Heads;
            int query = token + Tokens * (i % Heads);
            double total = 0;
            foreach (int position in chosen.Skip(Chosen * token).Take(Chosen).Where(p => p >= 0))
            {
                double score = hasMask ? mask[position + Cache * token] : 0;
                for (int j = 0; j < D; j++)
                {
                    score += 0.3f * (double)q[D * query + j] * k[D * position + j];
                }

                total += Math.Exp(score);
                for (int j = 0; j < D; j++)
                {
                    expected[D * i + j] += Math.Exp(score) * v[D * position + j];
                }
            }

            for (int j = 0; j < D; j++)
            {
                expected[D * i + j] /= total;
            }
        }

        Near.Equal(expected, actual, 1e-5, floor: 0.5);
    }

    [Fact]
    public void Position_beyond_the_cache_is_refused()
    {
        OpCase node = IkOpCases.All.Single(c => c.Op == GraphOp.FlashAttention && c.Operands.Length == 7);
        DeviceException exception = Assert.Throws<DeviceException>(() => node.Run(endsAtGuard: true, index: 7));
        Assert.Contains("position 7 ", exception.Message, StringComparison.Ordinal);
    }
}
