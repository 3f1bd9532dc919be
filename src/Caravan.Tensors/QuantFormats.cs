// Looks up the scalar reference of a quantized type.
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Caravan.Tensors;

/// <summary>Look-up of the <see cref="QuantFormat"/> of each quantized <see cref="TensorType"/>.</summary>
public static class QuantFormats
{
    private static readonly FrozenDictionary<TensorType, QuantFormat> ByType = QuantFormatTable.All.ToFrozenDictionary(
        format => format.Type
    );

    /// <summary>All known formats.</summary>
    public static ReadOnlySpan<QuantFormat> All => QuantFormatTable.All;

    /// <summary>The format of <paramref name="type"/>.</summary>
    /// <exception cref="TensorFormatException">The type is plain (F32, I8, ...), so that it has no quants, or unknown.</exception>
    public static QuantFormat Get(TensorType type) =>
        TryGet(type, out QuantFormat? format)
            ? format
            : throw new TensorFormatException(
                $"{TensorTypes.Get(type).Name} is no quantized type: its elements have no scales to unpack"
            );

    /// <summary>Finds the format of <paramref name="type"/>; false for plain and unknown types.</summary>
    public static bool TryGet(TensorType type, [NotNullWhen(true)] out QuantFormat? format) =>
        ByType.TryGetValue(type, out format);
}
