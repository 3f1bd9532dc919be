// Adds or writes a tensor into part of another.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// ACC (F32) and SET (F32, I32): the result is <c>a</c> with <c>b</c> added to, or written over, the elements that byte
/// strides (words 0 to 2) and a byte offset (word 3) name; word 4 says that the result lies over <c>a</c> already.
/// </summary>
internal sealed unsafe class AccOp(GraphTensor node, StepContext context) : Step(node, context)
{
    private const int CopyPart = 0;
    private const int CombinePart = 1;
    private const long CopyBytes = 256 << 10;

    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));
    private readonly bool adds = node.Op == GraphOp.Acc;
    private readonly long nb1 = node.Parameters[0];
    private readonly long nb2 = node.Parameters[1];
    private readonly long nb3 = node.Parameters[2];
    private readonly long offset = node.Parameters[3];
    private readonly bool isInPlace = node.Parameters[4] != 0;
    private long bytes;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        for (int word = 0; word < 4; word++)
        {
            if (node.Parameters[word] < 0)
            {
                return $"{node.Op} with a stride or offset of {node.Parameters[word]} bytes: they cannot be negative";
            }
        }

        TensorType type = node.Op == GraphOp.Set && node.Type == TensorType.I32 ? TensorType.I32 : TensorType.F32;
        return OpCheck.Types(node, type, type, type);
    }

    /// <inheritdoc/>
    internal override void Bind()
    {
        RequireContiguous(Result);
        RequireContiguous(a);
        RequireRows(b);
        Require(a->SameShape(*Result), "the first operand's shape differs from the result's");
        bytes = a->Elements * sizeof(float);
        // The strides are below 2^31 and the extents below 2^41: their products fit 128 bits.
        Int128 end =
            (Int128)offset
            + (Int128)(b->Ne0 - 1) * sizeof(float)
            + (Int128)(b->Ne1 - 1) * nb1
            + (Int128)(b->Ne2 - 1) * nb2
            + (Int128)(b->Ne3 - 1) * nb3
            + sizeof(float);
        Require(b->Elements == 0 || end <= bytes, "the second operand reaches beyond the first");
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        if (!isInPlace && a->Data != Result->Data)
        {
            team.Run(this, CopyPart, checked((int)((bytes + CopyBytes - 1) / CopyBytes)));
        }

        // One task: rows may be made to overlap, and sums must not depend on who comes first.
        team.Run(this, CombinePart, b->Elements == 0 ? 0 : 1);
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        if (part == CopyPart)
        {
            long start = task * CopyBytes;
            long count = Math.Min(CopyBytes, bytes - start);
            Buffer.MemoryCopy(a->Data + start, Result->Data + start, count, count);
            return;
        }

        RowIndex row = default;
        for (long i = 0; i < b->Rows; i++)
        {
            long place = offset + row.I1 * nb1 + row.I2 * nb2 + row.I3 * nb3;
            float* x = (float*)b->Row(row);
            if (adds)
            {
                ElementwiseKernels.Combine<CombineFunctions.Add>(
                    (float*)((isInPlace ? a->Data : Result->Data) + place),
                    x,
                    (float*)(Result->Data + place),
                    b->Ne0
                );
            }
            else
            {
                RowArithmetic.Copy(x, (float*)(Result->Data + place), b->Ne0);
            }

            row.Next(*b);
        }
    }
}
