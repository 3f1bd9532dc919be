// Mixing matrices of hyper-connections.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// DSV4_HC_COMB: F32 mixes [24, tokens], scale [3] and base [24] to matrices [4, 4, tokens]. The last 16 mixes of a token, times
/// scale[2] plus base, go through a softmax along each row; rows and columns are then made to sum to one in turns (word 1
/// times, epsilon in word 0), columns last.
/// </summary>
internal sealed unsafe class HcCombOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private const int Streams = 4;
    private const int Mixes = (2 + Streams) * Streams;

    // Rows and columns settle within some twenty turns; more than this is no model's.
    private const int MostTurns = 1024;

    private readonly TensorView* mixes = context.View(node.Source(0));
    private readonly TensorView* scale = context.View(node.Source(1));
    private readonly TensorView* offsets = context.View(node.Source(2));
    private readonly float epsilon = node.Parameters.Float(0);
    private readonly int turns = node.Parameters[1];

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[1] is < 1 or > MostTurns
            ? $"DSV4_HC_COMB of {node.Parameters[1]} turns: expected 1 to {MostTurns}"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(Result);
        Require(
            mixes->IsCountable
                && mixes->Ne0 == Mixes
                && mixes->Ne2 * mixes->Ne3 == 1
                && scale->Ne0 >= 3
                && scale->Ne1 > 0
                && scale->Ne2 > 0
                && scale->Ne3 > 0
                && offsets->Ne0 == Mixes
                && offsets->Ne1 > 0
                && offsets->Ne2 > 0
                && offsets->Ne3 > 0
                && Result->Ne0 == Streams
                && Result->Ne1 == Streams
                && Result->Ne2 == mixes->Ne1
                && Result->Ne3 == 1,
            "needs mixes [24, tokens], scale [3], base [24] and a result [4, 4, tokens]"
        );
        unitNanoseconds = 100 + 40.0 * turns;
        return mixes->Ne1;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        float* matrix = stackalloc float[Streams * Streams];
        float factor = *(float*)(scale->Data + 2 * scale->Nb0);
        for (int i = 0; i < Streams * Streams; i++)
        {
            int mix = 2 * Streams + i;
            float x = *(float*)(mixes->Row(unit, 0, 0) + mix * mixes->Nb0);
            matrix[i] = x * factor + *(float*)(offsets->Data + mix * offsets->Nb0);
        }

        for (int row = 0; row < Streams; row++)
        {
            SoftMax(matrix + row * Streams);
        }

        Normalize(matrix, 1, Streams);
        for (int turn = 1; turn < turns; turn++)
        {
            Normalize(matrix, Streams, 1);
            Normalize(matrix, 1, Streams);
        }

        for (int row = 0; row < Streams; row++)
        {
            RowArithmetic.Copy(matrix + row * Streams, (float*)Result->Row(row, unit, 0), Streams);
        }
    }

    private void SoftMax(float* row)
    {
        float largest = float.NegativeInfinity;
        for (int i = 0; i < Streams; i++)
        {
            largest = MathF.Max(largest, row[i]);
        }

        float sum = 0;
        for (int i = 0; i < Streams; i++)
        {
            row[i] = MathF.Exp(row[i] - largest);
            sum += row[i];
        }

        float inverse = 1 / sum;
        for (int i = 0; i < Streams; i++)
        {
            row[i] = row[i] * inverse + epsilon;
        }
    }

    // Each line of the matrix, lines being lineStride floats apart and their elements elementStride, is divided by its sum.
    private void Normalize(float* matrix, int lineStride, int elementStride)
    {
        for (int line = 0; line < Streams; line++)
        {
            float* first = matrix + line * lineStride;
            float sum = epsilon;
            for (int i = 0; i < Streams; i++)
            {
                sum += first[i * elementStride];
            }

            float inverse = 1 / sum;
            for (int i = 0; i < Streams; i++)
            {
                first[i * elementStride] *= inverse;
            }
        }
    }
}
