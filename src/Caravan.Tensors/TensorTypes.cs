// Looks up tensor types by number and by name, and says what became of deprecated ones.
using System.Collections.Frozen;

namespace Caravan.Tensors;

/// <summary>Look-up of <see cref="TensorTypeTraits"/> by type, number in a file, or name.</summary>
public static class TensorTypes
{
    private static readonly FrozenDictionary<int, TensorTypeTraits> ById = TensorTypeTable.All.ToFrozenDictionary(t =>
        (int)t.Type
    );

    private static readonly FrozenDictionary<string, TensorTypeTraits> ByName = TensorTypeTable.All.ToFrozenDictionary(
        t => t.Name,
        StringComparer.OrdinalIgnoreCase
    );

    // Numbers that were in files once, or only ever in memory: what to say instead of "unknown".
    private static readonly FrozenDictionary<int, (string Name, string Advice)> Refused = new Dictionary<
        int,
        (string, string)
    >
    {
        [4] = ("Q4_2", "removed from ggml in 2023; convert the model again, for example to Q4_0"),
        [5] = ("Q4_3", "removed from ggml in 2023; convert the model again, for example to Q4_1"),
        [31] = ("Q4_0_4_4", "no longer written; use a plain Q4_0 file, which is repacked when it is loaded"),
        [32] = ("Q4_0_4_8", "no longer written; use a plain Q4_0 file, which is repacked when it is loaded"),
        [33] = ("Q4_0_8_8", "no longer written; use a plain Q4_0 file, which is repacked when it is loaded"),
        [36] = ("I2_S / IQ4_NL_4_4", "no longer written; use IQ2_BN for ternary weights or a plain IQ4_NL file"),
        [37] = ("IQ4_NL_4_8", "no longer written; use a plain IQ4_NL file"),
        [38] = ("IQ4_NL_8_8", "no longer written; use a plain IQ4_NL file"),
        [142] = ("IQ4_KT (first form)", "deprecated; quantize again to IQ4_KT (155) or IQ4_KS"),
        [143] = ("IQ3_KT (first form)", "deprecated; quantize again to IQ3_KT (154) or IQ3_KS"),
        [97] = ("Q8_0_X4", "an activation format that never stands in a file; the file is damaged"),
        [98] = ("Q8_1_X4", "an activation format that never stands in a file; the file is damaged"),
        [99] = ("Q8_2_X4", "an activation format that never stands in a file; the file is damaged"),
        [136] = ("Q8_K64", "an activation format that never stands in a file; the file is damaged"),
        [147] = ("Q8_K16", "an activation format that never stands in a file; the file is damaged"),
        [148] = ("Q8_K32", "an activation format that never stands in a file; the file is damaged"),
        [149] = ("Q8_KR8", "an activation format that never stands in a file; the file is damaged"),
        [150] = ("Q8_K128", "an activation format that never stands in a file; the file is damaged"),
    }.ToFrozenDictionary();

    /// <summary>All known types in order of their numbers.</summary>
    public static ReadOnlySpan<TensorTypeTraits> All => TensorTypeTable.All;

    /// <summary>The traits of <paramref name="type"/>.</summary>
    /// <exception cref="TensorFormatException">The number is no known type.</exception>
    public static TensorTypeTraits Get(TensorType type) => FromId((int)type);

    /// <summary>The traits of the type numbered <paramref name="id"/> in files.</summary>
    /// <exception cref="TensorFormatException">The number is unknown or deprecated; the message says what to use.</exception>
    public static TensorTypeTraits FromId(int id)
    {
        if (ById.TryGetValue(id, out TensorTypeTraits? traits))
        {
            return traits;
        }

        throw Refused.TryGetValue(id, out (string Name, string Advice) refused)
            ? new TensorFormatException($"tensor type {id} ({refused.Name}) is not supported: {refused.Advice}")
            : new TensorFormatException($"unknown tensor type {id}");
    }

    /// <summary>Finds a type by number; false when it is unknown or deprecated.</summary>
    public static bool TryFromId(
        int id,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TensorTypeTraits? traits
    ) => ById.TryGetValue(id, out traits);

    /// <summary>Finds a type by its name, in any case (<c>q8_0</c>, <c>Q4_K</c>).</summary>
    public static bool TryParse(
        string name,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TensorTypeTraits? traits
    ) => ByName.TryGetValue(name, out traits);
}
