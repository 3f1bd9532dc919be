// Products with quantized weights on any processor: the format's own unpacking, then sums over groups in order.
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Portable;

/// <summary>
/// Unpacks a bundle of rows into scratch and multiplies it with every column. For each group in rising order
/// <c>sum += isum * (scale_w * scale_a)</c> and <c>minimums += minimum_w * (scale_a * asum)</c>, where isum and asum are exact;
/// the result is their difference.
/// </summary>
internal sealed unsafe class PortableQuantKernel : MatMulKernel
{
    private readonly QuantFormat _format;
    private readonly ActivationLayout _layout;
    private readonly int _k;
    private readonly int _rowGroups;

    /// <param name="format">The weights' format.</param>
    /// <param name="k">Elements of a row, a multiple of 32 and of the type's block.</param>
    internal PortableQuantKernel(QuantFormat format, int k)
    {
        _format = format;
        _k = k;
        _rowGroups = k / format.GroupElements;
        _layout = new ActivationLayout(k, format.GroupElements, format.HasMinimum, zeroPoint: 0, hasWords: false);
        RowBundle = TensorTypes.Get(format.Type).InterleavedRows;
    }

    /// <inheritdoc/>
    public override int RowBundle { get; }

    /// <inheritdoc/>
    public override string Describe(int columns) => "portable";

    /// <inheritdoc/>
    public override int ActivationRowBytes => _layout.RowBytes;

    /// <inheritdoc/>
    public override int ScratchBytes => RowBundle * (_k + (2 * _rowGroups * sizeof(float)));

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination) =>
        ActivationQuantizer.Quantize(_layout, source, destination);

    /// <inheritdoc/>
    public override void Multiply(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    )
    {
        // Bounds: the three parts of the scratch are ScratchBytes together.
        int groups = RowBundle * _rowGroups;
        float* scales = (float*)scratch;
        float* minimums = scales + groups;
        sbyte* quants = (sbyte*)(minimums + groups);
        int bundleBytes = (int)TensorTypes.Get(_format.Type).RowBytes(_k) * RowBundle;
        for (int first = 0; first < rows.Count; first += RowBundle)
        {
            _format.Unpack(
                new ReadOnlySpan<byte>(rows.First + (first * rows.Stride), bundleBytes),
                _k,
                new Span<sbyte>(quants, RowBundle * _k),
                new Span<float>(scales, groups),
                new Span<float>(minimums, groups)
            );
            for (int row = 0; row < RowBundle; row++)
            {
                int group = row * _rowGroups;
                for (int column = 0; column < columns; column++)
                {
                    destinations[column][first + row] = Dot(
                        quants + (row * _k),
                        scales + group,
                        minimums + group,
                        activations[column]
                    );
                }
            }
        }
    }

    private float Dot(sbyte* quants, float* scales, float* minimums, byte* activation)
    {
        int groupElements = _format.GroupElements;
        sbyte* activationQuants = (sbyte*)activation;
        float* activationScales = (float*)(activation + _layout.ScaleOffset);
        float* activationSums = (float*)(activation + _layout.SumOffset);
        bool hasMinimum = _format.HasMinimum;
        float sum = 0;
        float minimumSum = 0;
        for (int group = 0; group < _rowGroups; group++)
        {
            int first = group * groupElements;
            int dot = Dot16(quants + first, activationQuants + first);
            if (groupElements == 32)
            {
                dot += Dot16(quants + first + 16, activationQuants + first + 16);
            }

            sum += dot * (scales[group] * activationScales[first / ActivationLayout.ScaleElements]);
            if (hasMinimum)
            {
                minimumSum += minimums[group] * activationSums[group];
            }
        }

        return sum - minimumSum;
    }

    private static int Dot16(sbyte* x, sbyte* y)
    {
        // A product is at most 128 * 127 and fits 16 bits; sums are taken in 32.
        (Vector128<short> xLower, Vector128<short> xUpper) = Vector128.Widen(Vector128.Load(x));
        (Vector128<short> yLower, Vector128<short> yUpper) = Vector128.Widen(Vector128.Load(y));
        (Vector128<int> a, Vector128<int> b) = Vector128.Widen(xLower * yLower);
        (Vector128<int> c, Vector128<int> d) = Vector128.Widen(xUpper * yUpper);
        return Vector128.Sum(a + b + (c + d));
    }
}
