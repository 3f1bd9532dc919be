// Chooses a kernel by weight type, row length and instruction-set level.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Assembly;
using Caravan.Cpu.Assembly.Floats;
using Caravan.Cpu.Kernels.MatMul.Bundles;
using Caravan.Cpu.Kernels.MatMul.Bundles.Formats;
using Caravan.Cpu.Kernels.MatMul.Floats;
using Caravan.Cpu.Kernels.MatMul.Portable;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Cpu.Kernels.MatMul.Rows.Formats;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul;

internal static class MatMulKernels
{
    /// <summary>Rows beyond this are refused: a bundle of 16 unpacked rows must fit an <see cref="int"/> of bytes.</summary>
    private const int MaximumRowElements = 1 << 24;

    private static readonly TileProducts Avx2Products = new VectorTileProducts<Lanes256x2, Avx2TileVector>();
    private static readonly TileProducts Avx512Products = new VectorTileProducts<Vector512<int>, Avx512TileVector>();

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
            return level == InstructionLevel.Portable
                ? new PortableFloatKernel(weightType, k)
                : Float(weightType, k, level);
        }

        QuantFormat format = QuantFormats.Get(weightType);
        if (k % ActivationLayout.ScaleElements != 0)
        {
            throw new TensorFormatException(
                $"a matrix product over rows of {k} elements of {traits.Name} is not supported: "
                    + $"expected a multiple of {ActivationLayout.ScaleElements}"
            );
        }

        return level == InstructionLevel.Portable
            ? new PortableQuantKernel(format, k)
            : Tiled(format, k, ProductsOf(level));
    }

    private static TileProducts ProductsOf(InstructionLevel level) =>
        level switch
        {
            InstructionLevel.Avx2 => Avx2Products,
            InstructionLevel.Avx512 => Avx512Products,
            _ => AssembledKernels.TileProducts
                ?? throw new InvalidOperationException($"{level} kernels are not to be had: {AssembledKernels.WhyNot}"),
        };

    private static MatMulKernel Float(TensorType weightType, int k, InstructionLevel level)
    {
        bool isAssembled = level == InstructionLevel.Assembled;
        bool hasRows = isAssembled && k % FloatRowCode.StepElements == 0;
        FloatTileProduct? tiles = isAssembled ? FloatTileProduct.Single : null;
        return weightType switch
        {
            TensorType.F32 => new SingleKernel<F32Weights>(k, hasRows ? FloatRowProduct.Single : null, tiles),
            TensorType.F16 => new SingleKernel<F16Weights>(k, hasRows ? FloatRowProduct.Half : null, tiles),
            TensorType.BF16 => BFloat16(k, isAssembled),
            _ => Interleaved(k, BFloat16(k, isAssembled)),
        };
    }

    private static BF16_R16Kernel Interleaved(int k, FloatKernel ordered) =>
        new(
            k,
            ordered,
            ordered is BFloat16Kernel && k % BFloat16BundleCode.StepElements == 0 ? BFloat16BundleProduct.Code : null
        );

    private static FloatKernel BFloat16(int k, bool isAssembled) =>
        isAssembled && FloatRowProduct.BFloat16 is { } rows && FloatTileProduct.BFloat16 is { } tiles
            ? new BFloat16Kernel(k, k % FloatRowCode.StepElements == 0 ? rows : null, tiles)
            : new SingleKernel<BF16Weights>(k, null, isAssembled ? FloatTileProduct.Single : null);

    /// <summary>The kernel of a quantized type with the microkernels of a level above <see cref="InstructionLevel.Portable"/>.</summary>
    internal static TiledKernel Tiled(QuantFormat format, int k, TileProducts products) =>
        format.Type switch
        {
            TensorType.Q4_0 => new FormatKernel<Q4_0Rows>(k, products),
            TensorType.Q4_1 => new FormatKernel<Q4_1Rows>(k, products),
            TensorType.Q5_0 => new FormatKernel<Q5_0Rows>(k, products),
            TensorType.Q5_1 => new FormatKernel<Q5_1Rows>(k, products),
            TensorType.Q8_0 => new FormatKernel<Q8_0Rows>(k, products),
            TensorType.Q2_K => new FormatKernel<Q2_KRows>(k, products),
            TensorType.Q3_K => new FormatKernel<Q3_KRows>(k, products),
            TensorType.Q4_K => new FormatKernel<Q4_KRows>(k, products),
            TensorType.Q5_K => new FormatKernel<Q5_KRows>(k, products),
            TensorType.Q6_K => new FormatKernel<Q6_KRows>(k, products),
            TensorType.IQ4_NL => new FormatKernel<IQ4_NLRows>(k, products),
            TensorType.IQ4_XS => new FormatKernel<IQ4_XSRows>(k, products),
            TensorType.MXFP4 => new FormatKernel<MXFP4Rows>(k, products),
            TensorType.NVFP4 => new FormatKernel<NVFP4Rows>(k, products),
            TensorType.Q6_0 => new FormatKernel<Q6_0Rows>(k, products),
            TensorType.IQ2_XXS => new FormatKernel<IQ2_XXSRows>(k, products),
            TensorType.IQ2_XS => new FormatKernel<IQ2_XSRows>(k, products),
            TensorType.IQ2_S => new FormatKernel<IQ2_SRows>(k, products),
            TensorType.IQ3_XXS => new FormatKernel<IQ3_XXSRows>(k, products),
            TensorType.IQ3_S => new FormatKernel<IQ3_SRows>(k, products),
            TensorType.IQ1_S => new FormatKernel<IQ1_SRows>(k, products),
            TensorType.IQ1_M => new FormatKernel<IQ1_MRows>(k, products),
            TensorType.IQ2_K => new FormatKernel<IQ2_KRows>(k, products),
            TensorType.IQ3_K => new FormatKernel<IQ3_KRows>(k, products),
            TensorType.IQ4_K => new FormatKernel<IQ4_KRows>(k, products),
            TensorType.IQ5_K => new FormatKernel<IQ5_KRows>(k, products),
            TensorType.IQ4_KS => new FormatKernel<IQ4_KSRows>(k, products),
            TensorType.IQ5_KS => new FormatKernel<IQ5_KSRows>(k, products),
            TensorType.TQ2_0 => new FormatKernel<TQ2_0Rows>(k, products),
            TensorType.Q1_0 => new FormatKernel<Q1_0Rows>(k, products),
            TensorType.Q2_0 => new FormatKernel<Q2_0Rows>(k, products),
            TensorType.IQ2_KS => new FormatKernel<IQ2_KSRows>(k, products),
            TensorType.IQ3_KS => new FormatKernel<IQ3_KSRows>(k, products),
            TensorType.Q8_KV => new FormatKernel<Q8_KVRows>(k, products),
            TensorType.IQ4_KSS => new FormatKernel<IQ4_KSSRows>(k, products),
            TensorType.IQ6_K => new FormatKernel<IQ6_KRows>(k, products),
            TensorType.IQ2_KL => new FormatKernel<IQ2_KLRows>(k, products),
            TensorType.IQ1_KT => new FormatKernel<IQ1_KTRows>(k, products),
            TensorType.IQ2_KT => new FormatKernel<IQ2_KTRows>(k, products),
            TensorType.IQ3_KT => new FormatKernel<IQ3_KTRows>(k, products),
            TensorType.IQ4_KT => new FormatKernel<IQ4_KTRows>(k, products),
            TensorType.TQ1_0 => new FormatKernel<TQ1_0Rows>(k, products),
            TensorType.IQ1_BN => new FormatKernel<IQ1_BNRows>(k, products),
            TensorType.IQ2_BN => new FormatKernel<IQ2_BNRows>(k, products),
            _ => TiledBundles(format, k, products),
        };

    private static TiledKernel TiledBundles(QuantFormat format, int k, TileProducts products) =>
        format.Type switch
        {
            TensorType.Q4_K_R4 => new BundleKernel<Q4_K_R4Bundles>(k, products),
            TensorType.Q5_K_R4 => new BundleKernel<Q5_K_R4Bundles>(k, products),
            TensorType.Q6_K_R4 => new BundleKernel<Q6_K_R4Bundles>(k, products),
            TensorType.Q2_K_R4 => new BundleKernel<Q2_K_R4Bundles>(k, products),
            TensorType.Q3_K_R4 => new BundleKernel<Q3_K_R4Bundles>(k, products),
            TensorType.Q5_0_R4 => new BundleKernel<Q5_0_R4Bundles>(k, products),
            TensorType.Q6_0_R4 => new BundleKernel<Q6_0_R4Bundles>(k, products),
            TensorType.IQ4_NL_R4 => new BundleKernel<IQ4_NL_R4Bundles>(k, products),
            TensorType.IQ4_KS_R4 => new BundleKernel<IQ4_KS_R4Bundles>(k, products),
            TensorType.IQ5_KS_R4 => new BundleKernel<IQ5_KS_R4Bundles>(k, products),
            TensorType.IQ4_K_R4 => new BundleKernel<IQ4_K_R4Bundles>(k, products),
            TensorType.IQ5_K_R4 => new BundleKernel<IQ5_K_R4Bundles>(k, products),
            TensorType.IQ2_K_R4 => new BundleKernel<IQ2_K_R4Bundles>(k, products),
            TensorType.IQ3_K_R4 => new BundleKernel<IQ3_K_R4Bundles>(k, products),
            TensorType.IQ2_BN_R4 => new BundleKernel<IQ2_BN_R4Bundles>(k, products),
            TensorType.Q8_0_R8 => new BundleKernel<Q8_0_R8Bundles>(k, products),
            TensorType.Q8_K_R8 => new BundleKernel<Q8_K_R8Bundles>(k, products),
            TensorType.Q8_KV_R8 => new BundleKernel<Q8_KV_R8Bundles>(k, products),
            TensorType.Q4_0_R8 => new BundleKernel<Q4_0_R8Bundles>(k, products),
            TensorType.MXFP4_R8 => new BundleKernel<MXFP4_R8Bundles>(k, products),
            TensorType.IQ4_XS_R8 => new BundleKernel<IQ4_XS_R8Bundles>(k, products),
            TensorType.IQ1_S_R4 => new BundleKernel<IQ1_S_R4Bundles>(k, products),
            TensorType.IQ1_M_R4 => new BundleKernel<IQ1_M_R4Bundles>(k, products),
            TensorType.IQ2_S_R4 => new BundleKernel<IQ2_S_R4Bundles>(k, products),
            TensorType.IQ2_XS_R4 => new BundleKernel<IQ2_XS_R4Bundles>(k, products),
            TensorType.IQ2_XXS_R4 => new BundleKernel<IQ2_XXS_R4Bundles>(k, products),
            TensorType.IQ3_XXS_R4 => new BundleKernel<IQ3_XXS_R4Bundles>(k, products),
            TensorType.IQ3_S_R4 => new BundleKernel<IQ3_S_R4Bundles>(k, products),
            _ => new UnpackedKernel(format, k, products),
        };
}
