// Cosines and sines of rotary position embedding, computed once a run for all heads and layers.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// Cosine and sine of every position and pair. Angles follow ggml to the rounding of each float: position times
/// theta_scale multiplied up pair by pair, divided by the frequency factor, then yarn's mix.
/// </summary>
/// <remarks>
/// A token has <see cref="RotatedElements"/> floats of cosines and as many of sines. With pairs of halves the first half of each is used;
/// with neighbours each value stands twice and the sine of the first has a minus sign, so that
/// <c>y = x * cosine + swapped x * sine</c>.
/// </remarks>
internal sealed unsafe class RopeTable(RopeTableKey key, StepContext context) : ParallelWork, IDisposable
{
    private const int PositionsPerTask = 8;

    // A million tokens of a head of 128.
    private const long MostBytes = 1L << 30;

    private readonly RopeParameters parameters = RopeParameters.From(key.Parameters);
    private readonly TensorView* positions = context.View(key.Positions);
    private readonly TensorView* factors = key.Factors < 0 ? null : context.View(key.Factors);
    private readonly RopeSections sections = RopeSections.From(key.Parameters);
    private int positionsPerToken = 1;
    private NativeBlock? memory;
    private long filledInRun;

    /// <summary>Elements of a head that are rotated: twice the dimensions of a vision head.</summary>
    internal long RotatedElements => (parameters.Mode == RopeMode.Vision ? 2L : 1) * parameters.Dimensions;

    /// <summary>Cosines of a token, then its sines.</summary>
    internal float* CosinesOf(long token) => (float*)memory!.Pointer + token * 2 * RotatedElements;

    /// <summary>Makes room for the current number of tokens.</summary>
    /// <exception cref="DeviceException">There are more than any batch has.</exception>
    internal void Bind(int newPositionsPerToken)
    {
        positionsPerToken = newPositionsPerToken;
        Int128 bytes = (Int128)Tokens * 2 * RotatedElements * sizeof(float);
        if (bytes > MostBytes)
        {
            throw new DeviceException(
                $"ROPE of {Tokens} positions of {RotatedElements} elements is more than any batch has"
            );
        }

        if (memory is null || memory.Bytes < bytes)
        {
            memory?.Dispose();
            memory = new NativeBlock((long)bytes);
        }
    }

    /// <summary>Computes the table unless this run has it already.</summary>
    internal void Fill(ThreadTeam team)
    {
        if (filledInRun != context.RunNumber)
        {
            team.Run(this, 0, (int)((Tokens + PositionsPerTask - 1) / PositionsPerTask));
            filledInRun = context.RunNumber;
        }
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        long end = Math.Min((task + 1L) * PositionsPerTask, Tokens);
        for (long i = (long)task * PositionsPerTask; i < end; i++)
        {
            FillToken(i, CosinesOf(i));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memory?.Dispose();

    private long Tokens => positions->Ne0 / positionsPerToken;

    private int PositionAt(long token, int position) =>
        *(int*)(positions->Data + (token + position * Tokens) * positions->Nb0);

    // Writes 2 * RotatedElements floats; reads RotatedElements / 2 frequency factors.
    private void FillToken(long token, float* cosines)
    {
        long pairs = RotatedElements / 2;
        float* sines = cosines + RotatedElements;
        float thetaScale = MathF.Pow(parameters.FrequencyBase, -2f / parameters.Dimensions);
        (float low, float high) = CorrectionRange();
        float magnitude = parameters.AttentionFactor;
        if (parameters.ExtrapolationFactor != 0)
        {
            magnitude *= 1 + 0.1f * MathF.Log(1 / parameters.FrequencyScale);
        }

        bool hasSections = positionsPerToken > 1;
        float* thetas = stackalloc float[RopeSections.Count];
        for (int position = 0; position < positionsPerToken; position++)
        {
            thetas[position] = PositionAt(token, position);
        }

        for (long pair = 0; pair < pairs; pair++)
        {
            int position = hasSections ? ChoosePosition(pair, thetas, token) : 0;
            float theta = thetas[position];
            float extrapolated = factors is null ? theta : theta / ((float*)factors->Data)[pair];
            float angle = parameters.FrequencyScale * extrapolated;
            if (parameters.ExtrapolationFactor != 0)
            {
                float y = (pair - low) / MathF.Max(0.001f, high - low);
                float mix = (1 - MathF.Min(1, MathF.Max(0, y))) * parameters.ExtrapolationFactor;
                angle = angle * (1 - mix) + extrapolated * mix;
            }

            Store(cosines, sines, pair, MathF.Cos(angle) * magnitude, MathF.Sin(angle) * magnitude);
            for (int i = 0; i < positionsPerToken; i++)
            {
                thetas[i] *= thetaScale;
            }
        }
    }

    private void Store(float* cosines, float* sines, long pair, float cosine, float sine)
    {
        if (parameters.Mode != RopeMode.Normal)
        {
            cosines[pair] = cosine;
            sines[pair] = sine;
            return;
        }

        cosines[2 * pair] = cosines[2 * pair + 1] = cosine;
        sines[2 * pair] = -sine;
        sines[2 * pair + 1] = sine;
    }

    // Vision heads begin each section at the first frequency.
    private int ChoosePosition(long pair, float* thetas, long token)
    {
        long place = sections.Place(pair);
        if (parameters.Mode == RopeMode.InterleavedMRope)
        {
            return sections.InterleavedPositionOf(place);
        }

        int position = sections.PositionOf(place);
        if (parameters.Mode == RopeMode.Vision && sections.IsStart(place, position))
        {
            thetas[position] = PositionAt(token, position);
        }

        return position;
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
