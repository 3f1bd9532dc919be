// Reads rows of plain types, one number an element, as single precision.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Caravan.Tensors;

/// <summary>The plain types; their numbers are little-endian, as are the machines this runs on.</summary>
internal static class PlainRows
{
    /// <summary>Converts the rows; the caller has checked that they are whole and that the destination holds them.</summary>
    internal static void ToSingle(TensorType type, ReadOnlySpan<byte> rows, int columns, Span<float> destination)
    {
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.Cast<byte, float>(rows).CopyTo(destination);
                break;
            case TensorType.F16:
                HalfConverter.ToSingle(MemoryMarshal.Cast<byte, ushort>(rows), destination);
                break;
            case TensorType.BF16:
                BFloat16Converter.ToSingle(MemoryMarshal.Cast<byte, ushort>(rows), destination);
                break;
            case TensorType.BF16_R16:
                InterleavedBFloat16ToSingle(MemoryMarshal.Cast<byte, ushort>(rows), columns, destination);
                break;
            case TensorType.F64:
                NumbersToSingle<double>(rows, destination);
                break;
            case TensorType.I8:
                NumbersToSingle<sbyte>(rows, destination);
                break;
            case TensorType.I16:
                NumbersToSingle<short>(rows, destination);
                break;
            case TensorType.I32:
                NumbersToSingle<int>(rows, destination);
                break;
            case TensorType.I64:
                NumbersToSingle<long>(rows, destination);
                break;
            default:
                throw new TensorFormatException($"{type} has no reader");
        }
    }

    private static void NumbersToSingle<T>(ReadOnlySpan<byte> rows, Span<float> destination)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(rows);
        for (int i = 0; i < numbers.Length; i++)
        {
            destination[i] = float.CreateTruncating(numbers[i]);
        }
    }

    /// <summary>BF16_R16: of 16 rows, the first pair of elements of each, then the second pair of each, and so on.</summary>
    private static void InterleavedBFloat16ToSingle(ReadOnlySpan<ushort> numbers, int columns, Span<float> destination)
    {
        const int Rows = 16;
        if (columns % 2 != 0)
        {
            throw new TensorFormatException($"rows of BF16_R16 have an even number of elements, not {columns}");
        }

        for (int first = 0; first < numbers.Length; first += Rows * columns)
        {
            int next = first;
            for (int column = 0; column < columns; column += 2)
            {
                for (int row = 0; row < Rows; row++)
                {
                    int to = first + (row * columns) + column;
                    destination[to] = BFloat16Converter.ToSingle(numbers[next++]);
                    destination[to + 1] = BFloat16Converter.ToSingle(numbers[next++]);
                }
            }
        }
    }
}
