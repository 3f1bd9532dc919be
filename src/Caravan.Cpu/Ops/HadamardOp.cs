// Walsh-Hadamard transforms of parts of rows.
using System.Numerics;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// HADAMARD: each run of n (word 0, a power of two) elements of the rows of a tensor of any type is multiplied by the Hadamard
/// matrix in Sylvester's order over the root of n. The result is F32.
/// </summary>
internal sealed unsafe class HadamardOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly RowReader reader = RowReader.TryFor(node.Source(0).Type)!;
    private readonly int length = node.Parameters[0];

    /// <inheritdoc/>
    protected override double ElementNanoseconds => reader.ElementNanoseconds + 0.3 * BitOperations.Log2((uint)length);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] < 2 || !BitOperations.IsPow2(node.Parameters[0])
            ? $"HADAMARD of {node.Parameters[0]} elements: needs a power of two"
        : RowReader.TryFor(node.Source(0).Type) is not { RowsTogether: 1 } ? $"HADAMARD of {node.Source(0).Type}"
        : OpCheck.Types(node, TensorType.F32, node.Source(0).Type);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(source);
        Require(
            source->SameShape(*Result)
                && source->Ne0 % length == 0
                && source->Ne0 % TensorTypes.Get(source->Type).BlockElements == 0,
            "needs rows of whole blocks and a result of the same shape"
        );
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* result = ResultAt(row, 0);
        reader.Read(source->Row(row), result, count);
        for (long first = 0; first < count; first += length)
        {
            Transform(result + first);
        }

        float scale = 1 / MathF.Sqrt(length);
        ElementwiseKernels.Map<MapFunctions.Scale>(result, result, count, scale, 0);
    }

    private void Transform(float* values)
    {
        for (int half = 1; half < length; half *= 2)
        {
            for (int first = 0; first < length; first += 2 * half)
            {
                for (int i = first; i < first + half; i++)
                {
                    float a = values[i];
                    float b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
            }
        }
    }
}
