// Rotary position embedding.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// ROPE of F32 or F16 [d, heads, tokens]: pairs of neighbours or of halves, of part of the head or all of it. The modes with
/// four positions take them as four rows of tokens behind one another.
/// </summary>
internal sealed unsafe class RopeOp : RowStep
{
    private readonly TensorView* source;
    private readonly TensorView* positions;
    private readonly TensorView* factors;
    private readonly RopeParameters parameters;
    private readonly RopeTable table;
    private readonly RowReader reader;
    private readonly bool isF32;

    internal RopeOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        source = context.View(node.Source(0));
        positions = context.View(node.Source(1));
        factors = OptionalSource(2);
        reader = RowReader.TryFor(node.Source(0).Type)!;
        isF32 = node.Type == TensorType.F32;
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
        if (!Enum.IsDefined(parameters.Mode))
        {
            return $"ROPE has no mode {(int)parameters.Mode}";
        }

        if (parameters.Dimensions < 2 || parameters.Dimensions % 2 != 0 || parameters.FirstRotated < 0)
        {
            return $"ROPE of {parameters.Dimensions} elements from {parameters.FirstRotated}";
        }

        if (
            RopeSections.IsNeeded(parameters.Mode)
            && !RopeSections.From(node.Parameters).AreValid(parameters.Dimensions)
        )
        {
            return "ROPE in sections that do not fit the rotated elements";
        }

        if (node.Type is not (TensorType.F32 or TensorType.F16))
        {
            return $"ROPE of {node.Type}: needs F32 or F16";
        }

        return OpCheck.Types(node, node.Type, node.Type, TensorType.I32)
            ?? OpCheck.DenseRows(node)
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
        int positionsPerToken = RopeSections.IsNeeded(parameters.Mode) ? RopeSections.Count : 1;
        Require(
            source->SameShape(*Result)
                && positions->Rows == 1
                && positions->Ne0 / positionsPerToken >= source->Ne2
                && positions->IsCountable,
            "needs [d, heads, tokens] and the positions of each token"
        );
        Require(
            (long)parameters.FirstRotated + RotatedElements <= source->Ne0
                && (parameters.Mode != RopeMode.Vision || RotatedElements == source->Ne0)
                && (
                    factors is null
                    || (factors->HasDenseRows && factors->Rows == 1 && factors->Ne0 >= RotatedElements / 2)
                ),
            "the rotated part does not fit the head or the frequency factors"
        );
        table.Bind(positionsPerToken);
        Context.Scratch.Require(0, 2 * source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* scratch = (float*)Context.Scratch.Of(thread);
        float* x = FloatsOf(source, reader, source->Row(row), 0, count, scratch);
        float* result = isF32 ? ResultAt(row, 0) : scratch + count;
        int first = parameters.FirstRotated;
        long rotated = RotatedElements;
        if (x != result)
        {
            // The rotated part is written below; the rest passes through.
            RowArithmetic.Copy(x, result, first);
            long behind = first + rotated;
            RowArithmetic.Copy(x + behind, result + behind, count - behind);
        }

        float* cosines = table.CosinesOf(row.I2);
        float* sines = cosines + rotated;
        if (parameters.Mode == RopeMode.Normal)
        {
            RotateNeighbours(x + first, result + first, cosines, sines, (int)rotated);
        }
        else
        {
            RotateHalves(x + first, result + first, cosines, sines, (int)rotated / 2);
        }

        if (!isF32)
        {
            HalfRows.FromSingle(result, (ushort*)Result->Row(row), count);
        }
    }

    // Vision rotates all of the head: as many pairs as there are dimensions.
    private long RotatedElements => table.RotatedElements;

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
