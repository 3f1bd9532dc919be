// Sizes and names of metadata value types.
namespace Caravan.Gguf;

/// <summary>What is known of each <see cref="GgufValueType"/>.</summary>
public static class GgufValueTypes
{
    /// <summary>Bytes of one value in a file; 0 for strings and arrays, whose sizes vary.</summary>
    public static int Bytes(GgufValueType type) =>
        type switch
        {
            GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
            GgufValueType.UInt16 or GgufValueType.Int16 => 2,
            GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
            GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
            _ => 0,
        };

    /// <summary>Fewest bytes that one value can take in a file: a string's length, an array's type and count.</summary>
    public static int MinimumBytes(GgufValueType type) =>
        type switch
        {
            GgufValueType.String => sizeof(ulong),
            GgufValueType.Array => sizeof(uint) + sizeof(ulong),
            _ => Bytes(type),
        };

    /// <summary>True for the eight integer types.</summary>
    public static bool IsInteger(GgufValueType type) =>
        type
            is GgufValueType.UInt8
                or GgufValueType.Int8
                or GgufValueType.UInt16
                or GgufValueType.Int16
                or GgufValueType.UInt32
                or GgufValueType.Int32
                or GgufValueType.UInt64
                or GgufValueType.Int64;

    /// <summary>The specification's name, such as <c>UINT32</c>.</summary>
    public static string Name(GgufValueType type) => type.ToString().ToUpperInvariant();
}
