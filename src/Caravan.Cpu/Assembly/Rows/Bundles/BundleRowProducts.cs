// Which interleaved types have assembled products of rows.
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>The numbers are the columns beyond which tiles are faster, as for other types.</summary>
internal static class BundleRowProducts
{
    /// <summary>The products of a type, not tried out yet; null where it has none.</summary>
    internal static RowProduct? TryCreate(TensorType type) =>
        type switch
        {
            TensorType.Q8_0_R8 => RowProduct.TryCreate((a, s) => new Q8_0_R8RowCode(a, s), 32, hasEight: true),
            TensorType.Q8_K_R8 => RowProduct.TryCreate((a, s) => new Q8_K_R8RowCode(a, s), 32, hasEight: true),
            TensorType.Q8_K_R16 => RowProduct.TryCreate((a, s) => new Q8_K_R16RowCode(a, s), 32),
            TensorType.Q8_KV_R8 => RowProduct.TryCreate((a, s) => new Q8_KV_R8RowCode(a, s), 32, hasEight: true),
            TensorType.Q4_0_R8 => RowProduct.TryCreate((a, s) => new Q4_0_R8RowCode(a, s), 32, hasEight: true),
            TensorType.MXFP4_R8 => RowProduct.TryCreate((a, s) => new MXFP4_R8RowCode(a, s), 32),
            TensorType.IQ4_XS_R8 => RowProduct.TryCreate((a, s) => new IQ4_XS_R8RowCode(a, s), 28),
            TensorType.Q4_K_R4 => RowProduct.TryCreate((a, s) => new Q4_K_R4RowCode(a, s), 32),
            TensorType.Q5_K_R4 => RowProduct.TryCreate((a, s) => new Q5_K_R4RowCode(a, s), 24),
            TensorType.Q6_K_R4 => RowProduct.TryCreate((a, s) => new Q6_K_R4RowCode(a, s), 24),
            TensorType.Q2_K_R4 => RowProduct.TryCreate((a, s) => new Q2_K_R4RowCode(a, s), 24),
            TensorType.Q3_K_R4 => RowProduct.TryCreate((a, s) => new Q3_K_R4RowCode(a, s), 20),
            TensorType.Q5_0_R4 => RowProduct.TryCreate((a, s) => new Q5_0_R4RowCode(a, s), 32),
            TensorType.Q6_0_R4 => RowProduct.TryCreate((a, s) => new Q6_0_R4RowCode(a, s), 32),
            TensorType.IQ4_NL_R4 => RowProduct.TryCreate((a, s) => new IQ4_NL_R4RowCode(a, s), 32),
            TensorType.IQ4_K_R4 => RowProduct.TryCreate((a, s) => new IQ4_K_R4RowCode(a, s), 16),
            TensorType.IQ4_KS_R4 => RowProduct.TryCreate((a, s) => new IQ4_KS_R4RowCode(a, s), 12),
            TensorType.IQ2_BN_R4 => RowProduct.TryCreate((a, s) => new IQ2_BN_R4RowCode(a, s), 32),
            TensorType.IQ2_K_R4 => RowProduct.TryCreate((a, s) => new IQ2_K_R4RowCode(a, s), 16),
            TensorType.IQ3_K_R4 => RowProduct.TryCreate((a, s) => new IQ3_K_R4RowCode(a, s), 16),
            _ => CpuFacts.Current.Has(CpuInstructionSet.Avx512Vbmi) ? TryCreateByBytes(type) : null,
        };

    private static RowProduct? TryCreateByBytes(TensorType type) =>
        type switch
        {
            TensorType.IQ5_K_R4 => RowProduct.TryCreate((a, s) => new IQ5_K_R4RowCode(a, s), 16),
            TensorType.IQ5_KS_R4 => RowProduct.TryCreate((a, s) => new IQ5_KS_R4RowCode(a, s), 20),
            _ => null,
        };
}
