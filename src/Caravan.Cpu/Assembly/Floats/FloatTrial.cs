// Made-up rows and their products one number after the other, to try assembled code with.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Floats;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>
/// Weights and activations as they lie in memory, rows one after the other, and what an exact processor makes of them: lanes in
/// order, each product and sum rounded once.
/// </summary>
internal sealed class FloatTrial
{
    private readonly FloatProductType _type;
    private readonly int _rows;
    private readonly int _k;
    private readonly float[] _weights;
    private readonly float[] _activations;

    /// <param name="type">What is multiplied.</param>
    /// <param name="rows">Weight rows, a multiple of <see cref="FloatPiece.Rows"/>.</param>
    /// <param name="columns">Activation rows.</param>
    /// <param name="k">Elements of a row, a multiple of 16.</param>
    internal FloatTrial(FloatProductType type, int rows, int columns, int k)
    {
        _type = type;
        _rows = rows;
        _k = k;
        Random random = new(1);
        (_weights, Weights) = Make(type, rows * k, random);
        (_activations, Activations) = Make(
            type == FloatProductType.BFloat16 ? type : FloatProductType.Single,
            columns * k,
            random
        );
    }

    /// <summary>The weight rows.</summary>
    internal byte[] Weights { get; }

    /// <summary>The activation rows.</summary>
    internal byte[] Activations { get; }

    /// <summary>The products of all rows with a column.</summary>
    internal unsafe float[] Products(int column)
    {
        float[] products = new float[_rows];
        Vector256<float>* lanes = stackalloc Vector256<float>[FloatPiece.Rows];
        for (int row = 0; row < _rows; row += FloatPiece.Rows)
        {
            for (int i = 0; i < FloatPiece.Rows; i++)
            {
                lanes[i] = Lanes((row + i) * _k, column * _k);
            }

            FloatRows.Sums(lanes).CopyTo(products, row);
        }

        return products;
    }

    private Vector256<float> Lanes(int weight, int activation)
    {
        int pair = _type == FloatProductType.BFloat16 ? 2 : 1;
        Span<float> lanes = stackalloc float[FloatPiece.Lanes];
        lanes.Clear();
        for (int i = 0; i < _k; i += pair)
        {
            ref float lane = ref lanes[i / pair % FloatPiece.Lanes];
            for (int j = i + pair - 1; j >= i; j--)
            {
                lane = MathF.FusedMultiplyAdd(_weights[weight + j], _activations[activation + j], lane);
            }
        }

        return Vector256.Create<float>(lanes);
    }

    private static (float[] Values, byte[] Bytes) Make(FloatProductType type, int count, Random random)
    {
        float[] values = new float[count];
        Half[] halves = new Half[count];
        ushort[] pairs = new ushort[count];
        for (int i = 0; i < count; i++)
        {
            float value = random.NextSingle() - 0.5f;
            halves[i] = (Half)value;
            pairs[i] = (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
            values[i] = type switch
            {
                FloatProductType.Half => (float)halves[i],
                FloatProductType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)pairs[i] << 16),
                _ => value,
            };
        }

        ReadOnlySpan<byte> bytes = type switch
        {
            FloatProductType.Half => MemoryMarshal.AsBytes(halves.AsSpan()),
            FloatProductType.BFloat16 => MemoryMarshal.AsBytes(pairs.AsSpan()),
            _ => MemoryMarshal.AsBytes(values.AsSpan()),
        };
        return (values, bytes.ToArray());
    }
}
