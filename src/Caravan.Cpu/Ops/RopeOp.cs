// Rotary position embedding.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>ROPE of F32 [d, heads, tokens]: pairs of neighbours or of halves, of part of the head or all of it.</summary>
internal sealed unsafe class RopeOp : RowStep
{
    private readonly TensorView* source;
    private readonly TensorView* positions;
    private readonly TensorView* factors;
    private readonly RopeParameters parameters;
    private readonly RopeTable table;

    internal RopeOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        source = context.View(node.Source(0));
        positions = context.View(node.Source(1));
        factors = OptionalSource(2);
        parameters = RopeParameters.From(node.Parameters);
        RopeTableKey key = new(node.Source(1).Id, node.Parameters, factors is null ? -1 : node.Source(2).Id);
        if (!context.RopeTables.TryGetValue(key, out RopeTable? shared))
        {
            shared = new RopeTable(key, context);
            context.RopeTables.Add(key, shared);
        }

        table = shared;
    }

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.5;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        RopeParameters parameters = RopeParameters.From(node.Parameters);
        if (parameters.Mode is not (RopeMode.Normal or RopeMode.Neox))
        {
            return $"ROPE has no mode {(int)parameters.Mode}: it rotates neighbours (0) or halves (2)";
        }

        if (parameters.Dimensions < 2 || parameters.Dimensions % 2 != 0 || parameters.FirstRotated < 0)
        {
            return $"ROPE of {parameters.Dimensions} elements from {parameters.FirstRotated}";
        }

        return OpCheck.AllF32(node, sources: 1)
            ?? (node.Source(1).Type == TensorType.I32 ? null : "ROPE needs I32 positions")
            ?? (
                node.Sources.Length > 2 && node.Sources[2] is not null
                    ? OpCheck.DenseSource(node, 2, TensorType.F32)
                    : null
            );
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        table.Fill(team);
        base.Run(team);
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            source->SameShape(*Result) && positions->IsCountable && positions->Ne0 >= source->Ne2,
            "needs [d, heads, tokens] and a position for each token"
        );
        Require(
            (long)parameters.FirstRotated + parameters.Dimensions <= source->Ne0
                && (factors is null || (factors->HasDenseRows && factors->Ne0 >= parameters.Dimensions / 2)),
            "the rotated part does not fit the head or the frequency factors"
        );
        table.Bind();
        Context.Scratch.Require(0, source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* x = Dense(source, source->Row(row), 0, count, Context.Scratch.Of(thread));
        float* result = ResultAt(row, 0);
        int first = parameters.FirstRotated;
        int dimensions = parameters.Dimensions;
        if (x != result)
        {
            // The rotated part is written below; the rest passes through.
            new ReadOnlySpan<float>(x, first).CopyTo(new Span<float>(result, first));
            int behind = (int)count - first - dimensions;
            new ReadOnlySpan<float>(x + count - behind, behind).CopyTo(
                new Span<float>(result + count - behind, behind)
            );
        }

        float* cosines = table.CosinesOf(row.I2);
        if (parameters.Mode == RopeMode.Neox)
        {
            RotateHalves(x + first, result + first, cosines, cosines + dimensions, dimensions / 2);
        }
        else
        {
            RotateNeighbours(x + first, result + first, cosines, cosines + dimensions, dimensions);
        }
    }

    // Touches 2 * half floats of x and result and half of each table. Results may overwrite x.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RotateHalves(float* x, float* result, float* cosines, float* sines, int half)
    {
        int i = 0;
        for (; i <= half - 8; i += 8)
        {
            Vector256<float> cosine = Vector256.Load(cosines + i);
            Vector256<float> sine = Vector256.Load(sines + i);
            Vector256<float> x0 = Vector256.Load(x + i);
            Vector256<float> x1 = Vector256.Load(x + half + i);
            (x0 * cosine - x1 * sine).Store(result + i);
            (x0 * sine + x1 * cosine).Store(result + half + i);
        }

        for (; i < half; i++)
        {
            float x0 = x[i];
            float x1 = x[half + i];
            result[i] = x0 * cosines[i] - x1 * sines[i];
            result[half + i] = x0 * sines[i] + x1 * cosines[i];
        }
    }

    // Touches count floats of each operand. Results may overwrite x.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RotateNeighbours(float* x, float* result, float* cosines, float* sines, int count)
    {
        int i = 0;
        for (; i <= count - 8; i += 8)
        {
            Vector256<float> values = Vector256.Load(x + i);
            Vector256<float> swapped = Vector256.Shuffle(values, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
            (values * Vector256.Load(cosines + i) + swapped * Vector256.Load(sines + i)).Store(result + i);
        }

        for (; i < count; i += 2)
        {
            float x0 = x[i];
            float x1 = x[i + 1];
            result[i] = x0 * cosines[i] + x1 * sines[i];
            result[i + 1] = x1 * cosines[i + 1] + x0 * sines[i + 1];
        }
    }
}
