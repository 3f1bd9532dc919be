// The table of all quantizers: one line a type.
using System.Diagnostics.CodeAnalysis;

namespace Caravan.Tensors.Quantizers;

internal static class RowQuantizers
{
    // By the type's number, which is small: a look-up costs a cache row nothing.
    private static readonly RowQuantizer?[] ByType = Index([
        new F32Quantizer(),
        new F16Quantizer(),
        new BF16Quantizer(),
        new Q4_0Quantizer(),
        new Q4_1Quantizer(),
        new Q5_0Quantizer(),
        new Q5_1Quantizer(),
        new Q6_0Quantizer(),
        new Q8_0Quantizer(),
        new Q8_KVQuantizer(),
        new Q2_KQuantizer(),
        new Q3_KQuantizer(),
        new Q4_KQuantizer(),
        new Q5_KQuantizer(),
        new Q6_KQuantizer(),
        new IQ4_NLQuantizer(),
        new IQ4_XSQuantizer(),
    ]);

    /// <summary>The quantizer of <paramref name="type"/>.</summary>
    /// <exception cref="TensorFormatException">There is none.</exception>
    internal static RowQuantizer Get(TensorType type) =>
        TryGet(type, out RowQuantizer? quantizer)
            ? quantizer
            : throw new TensorFormatException(
                $"no quantizer writes {TensorTypes.Get(type).Name}; there is one for "
                    + string.Join(", ", ByType.OfType<RowQuantizer>().Select(known => known.Type))
            );

    /// <summary>Finds the quantizer of <paramref name="type"/>.</summary>
    internal static bool TryGet(TensorType type, [NotNullWhen(true)] out RowQuantizer? quantizer)
    {
        quantizer = (uint)type < (uint)ByType.Length ? ByType[(int)type] : null;
        return quantizer is not null;
    }

    private static RowQuantizer?[] Index(RowQuantizer[] quantizers)
    {
        RowQuantizer?[] byType = new RowQuantizer?[quantizers.Max(quantizer => (int)quantizer.Type) + 1];
        foreach (RowQuantizer quantizer in quantizers)
        {
            byType[(int)quantizer.Type] = quantizer;
        }

        return byType;
    }
}
