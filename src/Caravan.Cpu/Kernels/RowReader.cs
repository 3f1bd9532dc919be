// Rows of any type that can be read as floats.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Reads rows of one tensor type as floats.</summary>
internal abstract unsafe class RowReader
{
    /// <summary>The reader of a type, or null where there is none.</summary>
    internal static RowReader? TryFor(TensorType type) =>
        type switch
        {
            TensorType.F32 => new F32Reader(),
            TensorType.F16 => new F16Reader(),
            TensorType.BF16 => new BF16Reader(),
            _ => null,
        };

    /// <summary>Reads elements 0 to <paramref name="count"/> - 1 of a row; touches the bytes of those alone.</summary>
    internal abstract void Read(byte* row, float* destination, long count);

    private sealed class F32Reader : RowReader
    {
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
}
