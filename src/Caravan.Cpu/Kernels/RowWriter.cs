// Rows of any type that floats can be stored as.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Stores rows of floats as one tensor type. Holds no state, so that any number of threads may share one.</summary>
internal abstract unsafe class RowWriter
{
    /// <summary>Estimated time for an element, in nanoseconds.</summary>
    internal virtual double ElementNanoseconds => 0.5;

    /// <summary>The writer of a type, or null where there is none.</summary>
    internal static RowWriter? TryFor(TensorType type) =>
        type switch
        {
            TensorType.F32 => new F32Writer(),
            TensorType.F16 => new F16Writer(),
            TensorType.BF16 => new BF16Writer(),
            _ => Quantizer.CanQuantize(type) && TensorTypes.Get(type).InterleavedRows == 1
                ? new QuantizingWriter(type)
                : null,
        };

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

    private sealed class QuantizingWriter(TensorType type) : RowWriter
    {
        private readonly TensorTypeTraits traits = TensorTypes.Get(type);

        internal override double ElementNanoseconds => 3;

        internal override void Write(float* source, byte* row, long count) =>
            Quantizer.QuantizeRow(
                type,
                new ReadOnlySpan<float>(source, checked((int)count)),
                new Span<byte>(row, checked((int)traits.RowBytes(count)))
            );
    }
}
