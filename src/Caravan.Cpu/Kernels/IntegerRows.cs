// Rows of integers to and from floats, by value.
namespace Caravan.Cpu;

/// <summary>Reads and writes I32 rows as floats.</summary>
internal static unsafe class IntegerRows
{
    /// <summary>Integers to the nearest floats.</summary>
    internal static RowReader Reader { get; } = new I32Reader();

    /// <summary>Floats to integers without their fraction; what is out of range and NaN become the least integer, as on x86.</summary>
    internal static RowWriter Writer { get; } = new I32Writer();

    private sealed class I32Reader : RowReader
    {
        internal override void Read(byte* row, float* destination, long count)
        {
            for (long i = 0; i < count; i++)
            {
                destination[i] = ((int*)row)[i];
            }
        }
    }

    private sealed class I32Writer : RowWriter
    {
        internal override void Write(float* source, byte* row, long count)
        {
            for (long i = 0; i < count; i++)
            {
                float value = source[i];
                ((int*)row)[i] = value is >= -2147483648f and < 2147483648f ? (int)value : int.MinValue;
            }
        }
    }
}
