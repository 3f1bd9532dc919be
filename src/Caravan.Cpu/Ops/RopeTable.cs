// Cosines and sines of rotary position embedding, computed once a run for all heads and layers.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// Cosine and sine of every position and pair. Angles follow ggml to the rounding of each float: position times
/// theta_scale multiplied up pair by pair, divided by the frequency factor, then yarn's mix.
/// </summary>
/// <remarks>
/// A position has <c>Dimensions</c> floats of cosines and as many of sines. With NEOX pairs the first half of each is used;
/// with neighbours each value stands twice and the sine of the first has a minus sign, so that
/// <c>y = x * cosine + swapped x * sine</c>.
/// </remarks>
internal sealed unsafe class RopeTable(RopeTableKey key, StepContext context) : ParallelWork, IDisposable
{
    private const int PositionsPerTask = 8;

    private readonly RopeParameters parameters = RopeParameters.From(key.Parameters);
    private readonly TensorView* positions = context.View(key.Positions);
    private readonly TensorView* factors = key.Factors < 0 ? null : context.View(key.Factors);
    private NativeBlock? memory;
    private long filledInRun;

    /// <summary>Cosines of a position, then its sines.</summary>
    internal float* CosinesOf(long position) => (float*)memory!.Pointer + position * 2 * parameters.Dimensions;

    /// <summary>Makes room for the current number of positions.</summary>
    internal void Bind()
    {
        long bytes = positions->Ne0 * 2 * parameters.Dimensions * sizeof(float);
        if (memory is null || memory.Bytes < bytes)
        {
            memory?.Dispose();
            memory = new NativeBlock(bytes);
        }
    }

    /// <summary>Computes the table unless this run has it already.</summary>
    internal void Fill(ThreadTeam team)
    {
        if (filledInRun != context.RunNumber)
        {
            team.Run(this, 0, (int)((positions->Ne0 + PositionsPerTask - 1) / PositionsPerTask));
            filledInRun = context.RunNumber;
        }
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        long end = Math.Min((task + 1L) * PositionsPerTask, positions->Ne0);
        for (long i = (long)task * PositionsPerTask; i < end; i++)
        {
            FillPosition(*(int*)(positions->Data + i * positions->Nb0), CosinesOf(i));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memory?.Dispose();

    // Writes 2 * Dimensions floats; reads Dimensions / 2 frequency factors.
    private void FillPosition(int position, float* cosines)
    {
        int dimensions = parameters.Dimensions;
        float* sines = cosines + dimensions;
        float thetaScale = MathF.Pow(parameters.FrequencyBase, -2f / dimensions);
        (float low, float high) = CorrectionRange();
        float magnitude = parameters.AttentionFactor;
        if (parameters.ExtrapolationFactor != 0)
        {
            magnitude *= 1 + 0.1f * MathF.Log(1 / parameters.FrequencyScale);
        }

        float theta = position;
        for (int pair = 0; pair < dimensions / 2; pair++)
        {
            float extrapolated = factors is null ? theta : theta / ((float*)factors->Data)[pair];
            float angle = parameters.FrequencyScale * extrapolated;
            if (parameters.ExtrapolationFactor != 0)
            {
                float y = (pair - low) / MathF.Max(0.001f, high - low);
                float mix = (1 - MathF.Min(1, MathF.Max(0, y))) * parameters.ExtrapolationFactor;
                angle = angle * (1 - mix) + extrapolated * mix;
            }

            float cosine = MathF.Cos(angle) * magnitude;
            float sine = MathF.Sin(angle) * magnitude;
            if (parameters.Mode == RopeMode.Neox)
            {
                cosines[pair] = cosine;
                sines[pair] = sine;
            }
            else
            {
                cosines[2 * pair] = cosines[2 * pair + 1] = cosine;
                sines[2 * pair] = -sine;
                sines[2 * pair + 1] = sine;
            }

            theta *= thetaScale;
        }
    }

    // Yarn (arXiv 2309.00071): the pairs between which interpolation fades into extrapolation.
    private (float Low, float High) CorrectionRange()
    {
        float start = MathF.Floor(PairOfRotations(parameters.BetaFast));
        float end = MathF.Ceiling(PairOfRotations(parameters.BetaSlow));
        return (MathF.Max(0, start), MathF.Min(parameters.Dimensions - 1, end));
    }

    private float PairOfRotations(float rotations) =>
        parameters.Dimensions
        * MathF.Log(parameters.OriginalContext / (rotations * 2 * MathF.PI))
        / (2 * MathF.Log(parameters.FrequencyBase));
}
