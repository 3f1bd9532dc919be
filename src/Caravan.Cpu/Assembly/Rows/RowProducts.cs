// Which types have assembled products of rows.
using System.Collections.Concurrent;
using Caravan.Cpu.Assembly.Rows.Bundles;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Products are assembled and tried out when a type is first asked for, and kept for the process's life.</summary>
internal static class RowProducts
{
    private static readonly ConcurrentDictionary<TensorType, Lazy<RowProduct?>> Tried = new();

    /// <summary>The products of a type; null where it has none, or none that work here.</summary>
    /// <param name="type">The weights' type.</param>
    /// <param name="tiles">The tile products that go with them.</param>
    internal static RowProduct? For(TensorType type, TileProducts tiles) =>
        Tried
            .GetOrAdd(
                type,
                static (t, also) =>
                    new Lazy<RowProduct?>(() =>
                        Create(t) is { } product && RowProductTrial.Passes(product, t, also) ? product : null
                    ),
                tiles
            )
            .Value;

    private static bool HasGrids =>
        CpuFacts.Current.Has(CpuInstructionSet.Avx512Vbmi) && CpuFacts.Current.Has(CpuInstructionSet.Gfni);

    // Beyond so many columns tiles are faster, as measured: rows are unpacked again for every four columns, a tile once for all.
    private static RowProduct? Create(TensorType type) =>
        type switch
        {
            TensorType.Q4_0 => RowProduct.TryCreate((a, s) => new Q4_0RowCode(a, s), 8),
            TensorType.Q8_0 => RowProduct.TryCreate((a, s) => new Q8_0RowCode(a, s), 8),
            TensorType.Q4_K => RowProduct.TryCreate((a, s) => new Q4_KRowCode(a, s), 20),
            TensorType.Q5_K => RowProduct.TryCreate((a, s) => new Q5_KRowCode(a, s), 12),
            TensorType.Q6_K => RowProduct.TryCreate((a, s) => new Q6_KRowCode(a, s), 8),
            TensorType.IQ4_NL => RowProduct.TryCreate((a, s) => new IQ4_NLRowCode(a, s), 8),
            TensorType.IQ4_XS => RowProduct.TryCreate((a, s) => new IQ4_XSRowCode(a, s), 12),
            TensorType.IQ4_K => RowProduct.TryCreate((a, s) => new IQ4_KRowCode(a, s), 8),
            TensorType.IQ4_KS => RowProduct.TryCreate((a, s) => new IQ4_KSRowCode(a, s), 12),
            TensorType.IQ4_KSS => RowProduct.TryCreate((a, s) => new IQ4_KSSRowCode(a, s), 8),
            TensorType.IQ5_K or TensorType.IQ5_KS or TensorType.IQ6_K => Create(
                type,
                CpuFacts.Current.Has(CpuInstructionSet.Avx512Vbmi)
            ),
            TensorType.IQ2_K => RowProduct.TryCreate((a, s) => new IQ2_KRowCode(a, s), 8),
            TensorType.IQ2_KS => RowProduct.TryCreate((a, s) => new IQ2_KSRowCode(a, s), 12),
            TensorType.IQ3_K => RowProduct.TryCreate((a, s) => new IQ3_KRowCode(a, s), 8),
            TensorType.IQ3_KS => RowProduct.TryCreate((a, s) => new IQ3_KSRowCode(a, s), 12),
            TensorType.IQ2_KL => RowProduct.TryCreate((a, s) => new IQ2_KLRowCode(a, s), 12),
            TensorType.IQ1_KT => RowProduct.TryCreate((a, s) => new IQ1_KTRowCode(a, s), 4),
            TensorType.IQ2_KT => RowProduct.TryCreate((a, s) => new IQ2_KTRowCode(a, s), 4),
            TensorType.IQ3_KT => RowProduct.TryCreate((a, s) => new IQ3_KTRowCode(a, s), 4),
            TensorType.IQ4_KT => RowProduct.TryCreate((a, s) => new IQ4_KTRowCode(a, s), 4),
            TensorType.IQ1_S => HasGrids ? RowProduct.TryCreate((a, s) => new IQ1_SRowCode(a, s), 6) : null,
            TensorType.IQ1_M => HasGrids ? RowProduct.TryCreate((a, s) => new IQ1_MRowCode(a, s), 6) : null,
            TensorType.IQ2_XXS => HasGrids ? RowProduct.TryCreate((a, s) => new IQ2_XXSRowCode(a, s), 8) : null,
            TensorType.IQ2_XS => HasGrids ? RowProduct.TryCreate((a, s) => new IQ2_XSRowCode(a, s), 8) : null,
            TensorType.IQ2_S => HasGrids ? RowProduct.TryCreate((a, s) => new IQ2_SRowCode(a, s), 6) : null,
            TensorType.IQ3_XXS => HasGrids ? RowProduct.TryCreate((a, s) => new IQ3_XXSRowCode(a, s), 6) : null,
            TensorType.IQ3_S => HasGrids ? RowProduct.TryCreate((a, s) => new IQ3_SRowCode(a, s), 6) : null,
            _ => CreateOfBlocks(type),
        };

    // Types of plain blocks.
    private static RowProduct? CreateOfBlocks(TensorType type) =>
        type switch
        {
            TensorType.Q4_1 => RowProduct.TryCreate((a, s) => new Q4_1RowCode(a, s), 8),
            TensorType.Q5_0 => RowProduct.TryCreate((a, s) => new Q5_0RowCode(a, s), 8),
            TensorType.Q5_1 => RowProduct.TryCreate((a, s) => new Q5_1RowCode(a, s), 8),
            TensorType.Q6_0 => RowProduct.TryCreate((a, s) => new Q6_0RowCode(a, s), 8),
            TensorType.MXFP4 => RowProduct.TryCreate((a, s) => new MXFP4RowCode(a, s), 8),
            TensorType.NVFP4 => RowProduct.TryCreate((a, s) => new NVFP4RowCode(a, s), 8),
            TensorType.Q2_K => RowProduct.TryCreate((a, s) => new Q2_KRowCode(a, s), 20),
            TensorType.Q3_K => RowProduct.TryCreate((a, s) => new Q3_KRowCode(a, s), 8),
            TensorType.TQ2_0 => RowProduct.TryCreate((a, s) => new TQ2_0RowCode(a, s), 16),
            TensorType.IQ2_BN => RowProduct.TryCreate((a, s) => new IQ2_BNRowCode(a, s), 20),
            TensorType.Q1_0 or TensorType.Q2_0 or TensorType.TQ1_0 or TensorType.IQ1_BN => CreateByBytes(type),
            _ => BundleRowProducts.TryCreate(type),
        };

    // Types that are only worth it where bytes are permuted and shifted apart.
    private static RowProduct? CreateByBytes(TensorType type) =>
        !CpuFacts.Current.Has(CpuInstructionSet.Avx512Vbmi)
            ? null
            : type switch
            {
                TensorType.Q1_0 => RowProduct.TryCreate((a, s) => new Q1_0RowCode(a, s), 16),
                TensorType.Q2_0 => RowProduct.TryCreate((a, s) => new Q2_0RowCode(a, s), 8),
                TensorType.TQ1_0 => RowProduct.TryCreate((a, s) => new TQ1_0RowCode(a, s), 16),
                _ => RowProduct.TryCreate((a, s) => new IQ1_BNRowCode(a, s), 4),
            };

    /// <summary>The products of IQ5_K, IQ5_KS or IQ6_K, whose levels are looked up by a permutation of bytes where there is one.</summary>
    internal static RowProduct? Create(TensorType type, bool permutesBytes) =>
        type switch
        {
            TensorType.IQ5_K => RowProduct.TryCreate((a, s) => new IQ5_KRowCode(a, s, permutesBytes), 8),
            TensorType.IQ5_KS => RowProduct.TryCreate((a, s) => new IQ5_KSRowCode(a, s, permutesBytes), 8),
            _ => RowProduct.TryCreate((a, s) => new IQ6_KRowCode(a, s, permutesBytes), 8),
        };
}
