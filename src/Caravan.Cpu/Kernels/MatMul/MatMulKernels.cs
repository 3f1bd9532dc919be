// Chooses a kernel by weight type, row length and instruction-set level.
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul;

internal static class MatMulKernels
{
    /// <summary>Rows beyond this are refused: a bundle of 16 unpacked rows must fit an <see cref="int"/> of bytes.</summary>
    private const int MaximumRowElements = 1 << 24;

    /// <summary>The kernel of <paramref name="weightType"/> at <paramref name="level"/> or the nearest level below it that has one.</summary>
    /// <exception cref="TensorFormatException">The type has no products, or the row length does not fit it.</exception>
    internal static MatMulKernel Create(TensorType weightType, int k, InstructionLevel level)
    {
        if (k is <= 0 or > MaximumRowElements)
        {
            throw new TensorFormatException(
                $"a matrix product over rows of {k} elements is not supported: expected 1 to {MaximumRowElements}"
            );
        }

        TensorTypeTraits traits = TensorTypes.Get(weightType);
        _ = traits.RowBytes(k);
        if (traits.IsFloat)
        {
            return new PortableFloatKernel(weightType, k);
        }

        QuantFormat format = QuantFormats.Get(weightType);
        if (k % ActivationLayout.ScaleElements != 0)
        {
            throw new TensorFormatException(
                $"a matrix product over rows of {k} elements of {traits.Name} is not supported: "
                    + $"expected a multiple of {ActivationLayout.ScaleElements}"
            );
        }

        _ = level;
        return new PortableQuantKernel(format, k);
    }
}
