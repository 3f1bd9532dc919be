// The base of recurrences that keep a square state for each head: RWKV 6 and 7, gated linear attention.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// A recurrence over F32 operands [d, heads, tokens] and, as last source, states [d * d * heads, sequences]. The result
/// [d * heads, tokens + d * sequences] holds the outputs, then the last states. A unit is a head of a sequence.
/// </summary>
internal abstract unsafe class RecurrentStep(GraphTensor node, StepContext context, int sources)
    : UnitStep(node, context)
{
    private readonly TensorView* states = context.View(node.Source(sources - 1));
    private readonly TensorView* shape = context.View(node.Source(0));

    /// <summary>Elements of a head.</summary>
    protected long HeadElements => shape->Ne0;

    /// <summary>Floats from a token to the next: all heads.</summary>
    protected long TokenElements => shape->Ne0 * shape->Ne1;

    /// <summary>What stands in the way of running a node of <paramref name="sources"/> F32 sources, or null.</summary>
    protected static string? AllF32(GraphTensor node, int sources)
    {
        TensorType[] types = [.. Enumerable.Repeat(TensorType.F32, sources + 1)];
        return OpCheck.Types(node, types);
    }

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireContiguous(Result);
        RequireContiguous(states);
        long tokens = shape->Ne2;
        for (int i = 0; i < sources - 1; i++)
        {
            TensorView* operand = Source(i);
            RequireContiguous(operand);
            Require(
                IsPerHead(i) ? operand->Elements == TokenElements : operand->SameShape(*shape) && operand->Ne3 == 1,
                "needs operands [d, heads, tokens]"
            );
        }

        long sequences = states->Ne1;
        Require(
            TensorView.Divides(sequences, tokens)
                && (Int128)HeadElements * TokenElements * sequences == states->Elements,
            "needs states [d * d * heads, sequences] and as many tokens in each sequence"
        );
        Require(
            Result->Ne0 == TokenElements
                && Result->Ne1 == tokens + HeadElements * sequences
                && Result->Ne2 * Result->Ne3 == 1,
            "needs a result [d * heads, tokens + d * sequences]"
        );
        unitNanoseconds = 0.5 * HeadElements * HeadElements * (tokens / sequences);
        return shape->Ne1 * sequences;
    }

    /// <summary>True for an operand that all tokens share: [d, heads].</summary>
    protected virtual bool IsPerHead(int source) => false;

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long sequence = Math.DivRem(unit, shape->Ne1, out long head);
        long square = HeadElements * HeadElements;
        long tokens = shape->Ne2 / states->Ne1;
        long place = square * unit;
        float* state = (float*)Result->Data + TokenElements * shape->Ne2 + place;
        RowArithmetic.Copy((float*)states->Data + place, state, square);
        for (long token = sequence * tokens; token < (sequence + 1) * tokens; token++)
        {
            Advance(state, head * HeadElements, token * TokenElements + head * HeadElements);
        }
    }

    /// <summary>One token of one head.</summary>
    /// <param name="state">The head's state of d rows of d.</param>
    /// <param name="headOffset">Floats before the head in operands that all tokens share.</param>
    /// <param name="offset">Floats before the head of this token in the operands and in the outputs.</param>
    protected abstract void Advance(float* state, long headOffset, long offset);

    /// <summary>The floats of source <paramref name="index"/>.</summary>
    protected float* Floats(int index) => (float*)Source(index)->Data;
}
