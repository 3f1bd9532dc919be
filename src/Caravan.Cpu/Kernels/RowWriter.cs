// Rows of any type that floats can be stored as.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Stores rows of floats as one tensor type.</summary>
internal abstract unsafe class RowWriter
{
    /// <summary>The writer of a type, or null where there is none.</summary>
    internal static RowWriter? TryFor(TensorType type) =>
        type switch
        {
            TensorType.F32 => new F32Writer(),
            TensorType.F16 => new F16Writer(),
            TensorType.BF16 => new BF16Writer(),
            _ => null,
        };

    /// <summary>Estimated time for an element, in nanoseconds.</summary>
    internal virtual double ElementNanoseconds => 0.5;

    /// <summary>Stores a whole row of <paramref name="count"/> elements; touches the bytes of the row alone.</summary>
    internal abstract void Write(float* source, byte* row, long count);

    private sealed class F32Writer : RowWriter
    {
        internal override void Write(float* source, byte* row, long count) =>
            Buffer.MemoryCopy(source, row, count * sizeof(float), count * sizeof(float));
    }

    private sealed class F16Writer : RowWriter
    {
        internal override void Write(float* source, byte* row, long count) =>
            HalfRows.FromSingle(source, (ushort*)row, count);
    }

    private sealed class BF16Writer : RowWriter
    {
        internal override void Write(float* source, byte* row, long count) =>
            BFloat16Rows.FromSingle(source, (ushort*)row, count);
    }
}
