// All mixes that can be written, by llama-quantize's names.
using System.Diagnostics.CodeAnalysis;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>Look-up of <see cref="QuantizationMix"/> by name.</summary>
public static class QuantizationMixes
{
    private static readonly QuantizationMix[] Table =
    [
        new(ModelFileType.F32, TensorType.F32),
        new(ModelFileType.F16, TensorType.F16),
        new(ModelFileType.BF16, TensorType.BF16),
        new(ModelFileType.Q4_0, TensorType.Q4_0),
        new(ModelFileType.Q4_1, TensorType.Q4_1),
        new(ModelFileType.Q5_0, TensorType.Q5_0),
        new(ModelFileType.Q5_1, TensorType.Q5_1),
        new(ModelFileType.Q8_0, TensorType.Q8_0),
        new(ModelFileType.Q2_K, TensorType.Q2_K),
        new(ModelFileType.Q3_K_S, TensorType.Q3_K),
        new(ModelFileType.Q3_K_M, TensorType.Q3_K),
        new(ModelFileType.Q3_K_L, TensorType.Q3_K),
        new(ModelFileType.Q4_K_S, TensorType.Q4_K),
        new(ModelFileType.Q4_K_M, TensorType.Q4_K),
        new(ModelFileType.Q5_K_S, TensorType.Q5_K),
        new(ModelFileType.Q5_K_M, TensorType.Q5_K),
        new(ModelFileType.Q6_K, TensorType.Q6_K),
        new(ModelFileType.IQ4_NL, TensorType.IQ4_NL),
        new(ModelFileType.IQ4_XS, TensorType.IQ4_XS),
    ];

    /// <summary>All mixes.</summary>
    public static ReadOnlySpan<QuantizationMix> All => Table;

    /// <summary>
    /// Finds a mix by its name in any case, by its number, or by an alias: <c>Q3_K</c>, <c>Q4_K</c> and <c>Q5_K</c> mean their
    /// <c>_M</c> forms, as for llama-quantize.
    /// </summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out QuantizationMix? mix)
    {
        ArgumentNullException.ThrowIfNull(name);
        string wanted = name.ToUpperInvariant() is "Q3_K" or "Q4_K" or "Q5_K" ? $"{name}_M" : name;
        mix = Array.Find(
            Table,
            known =>
                known.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)
                || ((int)known.FileType).ToString(System.Globalization.CultureInfo.InvariantCulture) == name
        );
        return mix is not null;
    }

    /// <summary>The mix called <paramref name="name"/>.</summary>
    /// <exception cref="ModelMakingException">There is none; the message lists those there are.</exception>
    public static QuantizationMix Parse(string name) =>
        TryParse(name, out QuantizationMix? mix)
            ? mix
            : throw new ModelMakingException(
                $"unknown type '{name}', expected one of {string.Join(", ", Table.Select(known => known.Name))}"
            );
}
