// Products with floating-point weights on any processor.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Floats;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Portable;

/// <summary>
/// Reads a bundle of rows as single precision into scratch and multiplies it with every column. Element i is added to lane
/// i mod 8 in rising order; the lanes are then added in pairs 4, 2 and 1 apart.
/// </summary>
internal sealed unsafe class PortableFloatKernel : MatMulKernel
{
    private readonly TensorType _type;
    private readonly int _k;
    private readonly int _bundleBytes;

    /// <param name="type">F32, F16, BF16 or BF16_R16.</param>
    /// <param name="k">Elements of a row.</param>
    internal PortableFloatKernel(TensorType type, int k)
    {
        TensorTypeTraits traits = TensorTypes.Get(type);
        _type = type;
        _k = k;
        RowBundle = traits.InterleavedRows;
        _bundleBytes = (int)traits.RowBytes(k) * RowBundle;
    }

    /// <inheritdoc/>
    public override int RowBundle { get; }

    /// <inheritdoc/>
    public override string Describe(int columns) => "portable";

    /// <inheritdoc/>
    public override int ActivationRowBytes => FloatRows.PaddedElements(_k) * sizeof(float);

    /// <inheritdoc/>
    public override int ScratchBytes => RowBundle * _k * sizeof(float);

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination) =>
        FloatRows.CopyPadded(source, (float*)destination, _k);

    /// <inheritdoc/>
    public override void Multiply(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    )
    {
        float* values = (float*)scratch;
        for (int first = 0; first < rows.Count; first += RowBundle)
        {
            Dequantizer.DequantizeRows(
                _type,
                new ReadOnlySpan<byte>(rows.First + (first * rows.Stride), _bundleBytes),
                _k,
                new Span<float>(values, RowBundle * _k)
            );
            for (int row = 0; row < RowBundle; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    destinations[column][first + row] = Dot(values + (row * _k), (float*)activations[column], _k);
                }
            }
        }
    }

    private static float Dot(float* x, float* y, int k)
    {
        Vector128<float> lower = default;
        Vector128<float> upper = default;
        int i = 0;
        for (; i <= k - 8; i += 8)
        {
            lower += Vector128.Load(x + i) * Vector128.Load(y + i);
            upper += Vector128.Load(x + i + 4) * Vector128.Load(y + i + 4);
        }

        for (int lane = 0; i + lane < k; lane++)
        {
            float product = x[i + lane] * y[i + lane];
            if (lane < 4)
            {
                lower = lower.WithElement(lane, lower.GetElement(lane) + product);
            }
            else
            {
                upper = upper.WithElement(lane - 4, upper.GetElement(lane - 4) + product);
            }
        }

        return FloatRows.Sum(lower, upper);
    }
}
