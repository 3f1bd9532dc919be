// Rows of any type that can be read as floats.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Reads rows of one tensor type as floats. Holds no state, so that any number of threads may share one.</summary>
internal abstract unsafe class RowReader
{
    /// <summary>Rows that are stored interleaved and so are read together: 1 for ordinary types.</summary>
    internal virtual int RowsTogether => 1;

    /// <summary>Estimated time for an element, in nanoseconds.</summary>
    internal virtual double ElementNanoseconds => 0.3;

    /// <summary>The reader of a type, or null where there is none.</summary>
    internal static RowReader? TryFor(TensorType type) =>
        type switch
        {
            TensorType.F32 => new F32Reader(),
            TensorType.F16 => new F16Reader(),
            TensorType.BF16 => new BF16Reader(),
            TensorType.BF16_R16 => new DequantizingReader(type),
            _ => QuantFormats.TryGet(type, out _) ? new DequantizingReader(type) : null,
        };

    /// <summary>
    /// Reads the first <paramref name="count"/> elements of a row (of each of <see cref="RowsTogether"/> rows, which are then
    /// whole, one after the other); touches the bytes of those alone.
    /// </summary>
    internal abstract void Read(byte* row, float* destination, long count);

    /// <summary>Reads <paramref name="count"/> elements that lie <paramref name="stride"/> bytes apart; plain types only.</summary>
    internal virtual void ReadStrided(byte* first, long stride, float* destination, long count)
    {
        for (long i = 0; i < count; i++)
        {
            Read(first + i * stride, destination + i, 1);
        }
    }

    private sealed class F32Reader : RowReader
    {
        internal override void ReadStrided(byte* first, long stride, float* destination, long count)
        {
            for (long i = 0; i < count; i++)
            {
                destination[i] = *(float*)(first + i * stride);
            }
        }

        internal override void Read(byte* row, float* destination, long count) =>
            Buffer.MemoryCopy(row, destination, count * sizeof(float), count * sizeof(float));
    }

    private sealed class F16Reader : RowReader
    {
        internal override void Read(byte* row, float* destination, long count) =>
            HalfRows.ToSingle((ushort*)row, destination, count);
    }

    private sealed class BF16Reader : RowReader
    {
        internal override void Read(byte* row, float* destination, long count) =>
            BFloat16Rows.ToSingle((ushort*)row, destination, count);
    }

    private sealed class DequantizingReader(TensorType type) : RowReader
    {
        private readonly TensorTypeTraits traits = TensorTypes.Get(type);

        internal override int RowsTogether => traits.InterleavedRows;

        internal override double ElementNanoseconds => 2;

        internal override void Read(byte* row, float* destination, long count)
        {
            int columns = checked((int)count);
            int bytes = checked((int)(traits.RowBytes(count) * RowsTogether));
            Dequantizer.DequantizeRows(
                type,
                new ReadOnlySpan<byte>(row, bytes),
                columns,
                new Span<float>(destination, columns * RowsTogether)
            );
        }
    }
}
