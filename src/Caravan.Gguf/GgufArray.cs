// An array of metadata values, held as packed memory and not as objects.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Caravan.Gguf;

/// <summary>
/// A metadata array. Numbers are held as packed little-endian bytes, strings as one block of bytes with boundaries, so that
/// a vocabulary of 150,000 tokens is two objects.
/// </summary>
public sealed class GgufArray
{
    private readonly byte[] bytes;
    private readonly int[] boundaries;
    private readonly GgufArray[] nested;

    private GgufArray(GgufValueType elementType, int count, byte[] bytes, int[] boundaries, GgufArray[] nested)
    {
        ElementType = elementType;
        Count = count;
        this.bytes = bytes;
        this.boundaries = boundaries;
        this.nested = nested;
    }

    /// <summary>Type of the elements.</summary>
    public GgufValueType ElementType { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>The elements of a numeric or Boolean array as they stand in the file; empty for other arrays.</summary>
    public ReadOnlySpan<byte> Bytes => boundaries.Length == 0 ? bytes : default;

    /// <summary>An array of numbers or Booleans from their packed little-endian bytes.</summary>
    public static GgufArray OfBytes(GgufValueType elementType, byte[] packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        int size = GgufValueTypes.Bytes(elementType);
        if (size == 0 || packed.Length % size != 0)
        {
            throw new ArgumentException($"{packed.Length} bytes are no array of {elementType}", nameof(packed));
        }

        return new GgufArray(elementType, packed.Length / size, packed, [], []);
    }

    /// <summary>An array of INT32.</summary>
    public static GgufArray Of(ReadOnlySpan<int> values) =>
        OfBytes(GgufValueType.Int32, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An array of UINT32.</summary>
    public static GgufArray Of(ReadOnlySpan<uint> values) =>
        OfBytes(GgufValueType.UInt32, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An array of FLOAT32.</summary>
    public static GgufArray Of(ReadOnlySpan<float> values) =>
        OfBytes(GgufValueType.Float32, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An array of strings.</summary>
    public static GgufArray Of(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        byte[][] encoded = new byte[values.Count][];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = Encoding.UTF8.GetBytes(values[i]);
        }

        return Of(encoded);
    }

    /// <summary>An array of strings given as bytes, which need not be UTF-8.</summary>
    public static GgufArray Of(IReadOnlyList<byte[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int[] boundaries = new int[values.Count + 1];
        for (int i = 0; i < values.Count; i++)
        {
            boundaries[i + 1] = checked(boundaries[i] + values[i].Length);
        }

        byte[] packed = new byte[boundaries[^1]];
        for (int i = 0; i < values.Count; i++)
        {
            values[i].CopyTo(packed, boundaries[i]);
        }

        return OfStrings(packed, boundaries);
    }

    /// <summary>An array of arrays.</summary>
    public static GgufArray Of(IReadOnlyList<GgufArray> values) =>
        new(GgufValueType.Array, values.Count, [], [], [.. values]);

    /// <summary>The numbers of a numeric array without a copy; <typeparamref name="T"/> must have the elements' size.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        if (Marshal.SizeOf<T>() != GgufValueTypes.Bytes(ElementType))
        {
            throw new InvalidOperationException($"{typeof(T).Name} does not have the size of {ElementType}");
        }

        return MemoryMarshal.Cast<byte, T>(bytes);
    }

    /// <summary>The bytes of string number <paramref name="index"/>, which for tokens need not be UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The array does not hold strings.</exception>
    public ReadOnlySpan<byte> StringBytes(int index)
    {
        if (ElementType != GgufValueType.String)
        {
            throw new InvalidOperationException($"an array of {ElementType} holds no strings");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return bytes.AsSpan(boundaries[index]..boundaries[index + 1]);
    }

    /// <summary>String number <paramref name="index"/>; false when its bytes are not UTF-8.</summary>
    public bool TryGetString(int index, out string text)
    {
        ReadOnlySpan<byte> encoded = StringBytes(index);
        bool valid = Utf8.IsValid(encoded);
        text = valid ? Encoding.UTF8.GetString(encoded) : "";
        return valid;
    }

    /// <summary>Array number <paramref name="index"/> of an array of arrays.</summary>
    public GgufArray Nested(int index) => nested[index];

    /// <summary>The bits of number or Boolean <paramref name="index"/>, zero-extended.</summary>
    internal ulong Bits(int index)
    {
        int size = GgufValueTypes.Bytes(ElementType);
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        bytes.AsSpan(index * size, size).CopyTo(bits);
        return BinaryPrimitives.ReadUInt64LittleEndian(bits);
    }

    internal static GgufArray OfStrings(byte[] packed, int[] boundaries)
    {
        Debug.Assert(boundaries.Length > 0 && boundaries[^1] == packed.Length);
        return new GgufArray(GgufValueType.String, boundaries.Length - 1, packed, boundaries, []);
    }
}
