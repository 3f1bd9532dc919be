// One metadata value: a number, a Boolean, a string or an array.
using System.Diagnostics.CodeAnalysis;

namespace Caravan.Gguf;

/// <summary>A metadata value with the type it has in the file.</summary>
public sealed class GgufValue
{
    private readonly ulong bits;

    private GgufValue(GgufValueType type, ulong bits, string? text = null, GgufArray? array = null)
    {
        Type = type;
        this.bits = bits;
        Text = text;
        Array = array;
    }

    /// <summary>The value's type.</summary>
    public GgufValueType Type { get; }

    /// <summary>The text of a string; null for other types.</summary>
    public string? Text { get; }

    /// <summary>The elements of an array; null for other types.</summary>
    public GgufArray? Array { get; }

    /// <summary>The bits of a number or Boolean as they stand in the file, zero-extended.</summary>
    public ulong Bits => bits;

    /// <summary>The value's type in words: <c>UINT32</c>, <c>ARRAY of STRING</c>.</summary>
    public string TypeName =>
        Array is null ? GgufValueTypes.Name(Type) : $"ARRAY of {GgufValueTypes.Name(Array.ElementType)}";

    /// <summary>A UINT8.</summary>
    public static GgufValue Of(byte value) => new(GgufValueType.UInt8, value);

    /// <summary>An INT8.</summary>
    public static GgufValue Of(sbyte value) => new(GgufValueType.Int8, (byte)value);

    /// <summary>A UINT16.</summary>
    public static GgufValue Of(ushort value) => new(GgufValueType.UInt16, value);

    /// <summary>An INT16.</summary>
    public static GgufValue Of(short value) => new(GgufValueType.Int16, (ushort)value);

    /// <summary>A UINT32.</summary>
    public static GgufValue Of(uint value) => new(GgufValueType.UInt32, value);

    /// <summary>An INT32.</summary>
    public static GgufValue Of(int value) => new(GgufValueType.Int32, (uint)value);

    /// <summary>A UINT64.</summary>
    public static GgufValue Of(ulong value) => new(GgufValueType.UInt64, value);

    /// <summary>An INT64.</summary>
    public static GgufValue Of(long value) => new(GgufValueType.Int64, (ulong)value);

    /// <summary>A FLOAT32.</summary>
    public static GgufValue Of(float value) => new(GgufValueType.Float32, BitConverter.SingleToUInt32Bits(value));

    /// <summary>A FLOAT64.</summary>
    public static GgufValue Of(double value) => new(GgufValueType.Float64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A BOOL.</summary>
    public static GgufValue Of(bool value) => new(GgufValueType.Bool, value ? 1u : 0u);

    /// <summary>A STRING.</summary>
    public static GgufValue Of(string value) => new(GgufValueType.String, 0, text: value);

    /// <summary>An ARRAY.</summary>
    public static GgufValue Of(GgufArray value) => new(GgufValueType.Array, 0, array: value);

    /// <summary>The value of any integer type; false for other types.</summary>
    public bool TryGetInteger(out Int128 value)
    {
        value = Type switch
        {
            GgufValueType.UInt8 or GgufValueType.UInt16 or GgufValueType.UInt32 or GgufValueType.UInt64 => bits,
            GgufValueType.Int8 => (sbyte)bits,
            GgufValueType.Int16 => (short)bits,
            GgufValueType.Int32 => (int)bits,
            GgufValueType.Int64 => (long)bits,
            _ => 0,
        };
        return GgufValueTypes.IsInteger(Type);
    }

    /// <summary>The value of a FLOAT32 or FLOAT64; false for other types.</summary>
    public bool TryGetFloat(out double value)
    {
        value = Type switch
        {
            GgufValueType.Float32 => BitConverter.UInt32BitsToSingle((uint)bits),
            GgufValueType.Float64 => BitConverter.UInt64BitsToDouble(bits),
            _ => 0,
        };
        return Type is GgufValueType.Float32 or GgufValueType.Float64;
    }

    /// <summary>The value of a BOOL; false for other types.</summary>
    public bool TryGetBool(out bool value)
    {
        value = Type == GgufValueType.Bool && bits != 0;
        return Type == GgufValueType.Bool;
    }

    /// <summary>The elements of an array of <paramref name="elementType"/>; false for everything else.</summary>
    public bool TryGetArray(GgufValueType elementType, [NotNullWhen(true)] out GgufArray? array)
    {
        array = Array?.ElementType == elementType ? Array : null;
        return array is not null;
    }

    /// <summary>A number or Boolean from its bits.</summary>
    internal static GgufValue OfBits(GgufValueType type, ulong bits) => new(type, bits);
}
