// ROPE against its definition in double precision.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class RopeTests
{
    private const int Heads = 5;

    // Angles are multiplied up in single precision, as ggml does: position times some 1e-6.
    private const double Tolerance = 2e-4;

    private static readonly int[] Positions = [0, 1, 7, 100, 1023];

    private static RopeParameters Plain(int dimensions, RopeMode mode) =>
        new(dimensions, mode, 4096, 10000, 1, 0, 1, 32, 1);

    [Theory]
    [InlineData(64, 64, 0, RopeMode.Normal)]
    [InlineData(64, 64, 0, RopeMode.Neox)]
    [InlineData(80, 36, 0, RopeMode.Normal)]
    [InlineData(80, 36, 0, RopeMode.Neox)]
    [InlineData(96, 32, 64, RopeMode.Normal)]
    [InlineData(96, 32, 64, RopeMode.Neox)]
    [InlineData(10, 2, 3, RopeMode.Neox)]
    public void Pairs_turn_by_position_times_frequency(int d, int dimensions, int first, RopeMode mode) =>
        Check(d, Plain(dimensions, mode) with { FirstRotated = first });

    [Theory]
    [InlineData(RopeMode.Normal)]
    [InlineData(RopeMode.Neox)]
    public void Yarn_mixes_interpolation_and_extrapolation(RopeMode mode) =>
        Check(128, new RopeParameters(128, mode, 4096, 10000, 0.25f, 1, 1.1f, 32, 1));

    [Fact]
    public void Linear_scaling_shortens_positions() =>
        Check(64, Plain(64, RopeMode.Neox) with { FrequencyScale = 0.125f });

    [Fact]
    public void Factors_divide_the_frequencies()
    {
        float[] factors = [.. Enumerable.Range(0, 32).Select(i => 1 + i * 0.25f)];
        Check(64, Plain(64, RopeMode.Normal), factors);
    }

    [Fact]
    public void Two_tensors_share_the_angles_of_one_run()
    {
        float[] q = TestData.Floats(64 * Heads * 5, 1);
        float[] k = TestData.Floats(64 * 2 * 5, 2);
        OpRun run = new();
        GraphTensor positions = run.I32(Positions, 5);
        RopeParameters parameters = Plain(64, RopeMode.Neox);
        GraphTensor rotated = run.Builder.Rope(run.F32(q, 64, Heads, 5), positions, parameters);
        GraphTensor keys = run.Builder.Rope(run.F32(k, 64, 2, 5), positions, parameters);
        run.Builder.Output(rotated);
        float[] actual = run.Floats(keys);
        Near.Equal(Expected(k, 64, 2, parameters, null), actual, Tolerance, floor: 2);
    }

    [Fact]
    public void Unknown_mode_is_unsupported_with_a_reason()
    {
        OpRun run = new();
        GraphTensor rope = run.Builder.Rope(run.F32(new float[64], 64), run.I32([0], 1), Plain(64, (RopeMode)12));
        using CpuDevice device = new(1);
        Assert.Contains("mode 12", device.WhyUnsupported(rope), StringComparison.Ordinal);
    }

    private static void Check(int d, RopeParameters parameters, float[]? factors = null)
    {
        float[] x = TestData.Floats((long)d * Heads * Positions.Length, 1);
        OpRun run = new();
        GraphTensor? divisors = factors is null ? null : run.F32(factors, factors.Length);
        GraphTensor a = run.F32(x, d, Heads, Positions.Length);
        float[] actual = run.Floats(run.Builder.Rope(a, run.I32(Positions, Positions.Length), parameters, divisors));
        Near.Equal(Expected(x, d, Heads, parameters, factors), actual, Tolerance, floor: 2);

        // The same over a computed tensor that dies here, which the result may overwrite.
        OpRun inPlace = new();
        GraphTensor? again = factors is null ? null : inPlace.F32(factors, factors.Length);
        GraphTensor copy = inPlace.Builder.Scale(inPlace.F32(x, d, Heads, Positions.Length), 1);
        GraphTensor turned = inPlace.Builder.Rope(copy, inPlace.I32(Positions, Positions.Length), parameters, again);
        Assert.Equal(actual, inPlace.Floats(turned));
    }

    private static double[] Expected(float[] x, int d, int heads, RopeParameters p, float[]? factors)
    {
        double[] expected = Array.ConvertAll(x, v => (double)v);
        for (int row = 0; row < x.Length / d; row++)
        {
            int position = Positions[row / heads];
            for (int pair = 0; pair < p.Dimensions / 2; pair++)
            {
                (double cosine, double sine) = Turn(position, pair, p, factors);
                int step = p.Mode == RopeMode.Neox ? p.Dimensions / 2 : 1;
                int i0 = row * d + p.FirstRotated + (p.Mode == RopeMode.Neox ? pair : 2 * pair);
                expected[i0] = x[i0] * cosine - x[i0 + step] * sine;
                expected[i0 + step] = x[i0] * sine + x[i0 + step] * cosine;
            }
        }

        return expected;
    }

    private static (double Cosine, double Sine) Turn(int position, int pair, RopeParameters p, float[]? factors)
    {
        double frequency = Math.Pow(p.FrequencyBase, -2.0 * pair / p.Dimensions) / (factors?[pair] ?? 1);
        double angle = position * frequency * p.FrequencyScale;
        double magnitude = p.AttentionFactor;
        if (p.ExtrapolationFactor != 0)
        {
            double low = Math.Max(0, Math.Floor(PairOf(p.BetaFast, p)));
            double high = Math.Min(p.Dimensions - 1, Math.Ceiling(PairOf(p.BetaSlow, p)));
            double ramp = 1 - Math.Clamp((pair - low) / Math.Max(0.001, high - low), 0, 1);
            double mix = ramp * p.ExtrapolationFactor;
            angle = angle * (1 - mix) + position * frequency * mix;
            magnitude *= 1 + 0.1 * Math.Log(1 / p.FrequencyScale);
        }

        return (Math.Cos(angle) * magnitude, Math.Sin(angle) * magnitude);
    }

    private static double PairOf(double rotations, RopeParameters p) =>
        p.Dimensions * Math.Log(p.OriginalContext / (rotations * 2 * Math.PI)) / (2 * Math.Log(p.FrequencyBase));
}
