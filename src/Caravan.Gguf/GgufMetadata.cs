// A file's metadata: ordered entries with typed look-up.
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Caravan.Gguf;

/// <summary>
/// Metadata of a model in the order of its file. Getters without a fallback raise a <see cref="GgufException"/> that names
/// the file and the key when the key is missing; all of them do so when its type is another. Integers of any width and
/// sign are accepted where their value fits.
/// </summary>
public sealed class GgufMetadata : IReadOnlyList<GgufEntry>
{
    private readonly List<GgufEntry> entries = [];
    private readonly Dictionary<string, GgufValue> byKey = new(StringComparer.Ordinal);

    /// <summary>Metadata with the given entries.</summary>
    /// <param name="source">Name of the file, for messages.</param>
    /// <param name="entries">Entries in order; keys are unique.</param>
    /// <exception cref="GgufException">A key occurs twice.</exception>
    public GgufMetadata(string source, IEnumerable<GgufEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Source = source;
        foreach (GgufEntry entry in entries)
        {
            if (!byKey.TryAdd(entry.Key, entry.Value))
            {
                throw new GgufException(
                    $"{source}: key {GgufText.Quote(entry.Key)} occurs twice, expected every key once"
                );
            }

            this.entries.Add(entry);
        }
    }

    /// <summary>Name of the file the metadata came from.</summary>
    public string Source { get; }

    /// <inheritdoc/>
    public int Count => entries.Count;

    /// <inheritdoc/>
    public GgufEntry this[int index] => entries[index];

    /// <summary>True when <paramref name="key"/> is there.</summary>
    public bool Contains(string key) => byKey.ContainsKey(key);

    /// <summary>The value of <paramref name="key"/>, of whatever type; false when it is missing.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out GgufValue? value) => byKey.TryGetValue(key, out value);

    /// <summary>The value of <paramref name="key"/>, of whatever type.</summary>
    /// <exception cref="GgufException">The key is missing.</exception>
    public GgufValue Get(string key) => Get(key, "a value");

    /// <summary>A string.</summary>
    /// <exception cref="GgufException">The key is missing or no string.</exception>
    public string GetString(string key) => Get(key, "STRING").Text ?? throw WrongType(key, "STRING");

    /// <summary>A string, or <paramref name="fallback"/> when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no string.</exception>
    public string GetString(string key, string fallback) => Contains(key) ? GetString(key) : fallback;

    /// <summary>A string; false when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no string.</exception>
    public bool TryGetString(string key, [NotNullWhen(true)] out string? text)
    {
        text = Contains(key) ? GetString(key) : null;
        return text is not null;
    }

    /// <summary>An integer in 0 to 2^32-1.</summary>
    /// <exception cref="GgufException">The key is missing, no integer, or out of range.</exception>
    public uint GetUInt32(string key) => GetInteger<uint>(key, "UINT32");

    /// <summary>An integer in 0 to 2^32-1, or <paramref name="fallback"/> when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no integer, or out of range.</exception>
    public uint GetUInt32(string key, uint fallback) => Contains(key) ? GetUInt32(key) : fallback;

    /// <summary>An integer in 0 to 2^32-1; false when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no integer, or out of range.</exception>
    public bool TryGetUInt32(string key, out uint value)
    {
        value = GetUInt32(key, 0);
        return Contains(key);
    }

    /// <summary>An integer in 0 to 2^64-1.</summary>
    /// <exception cref="GgufException">The key is missing, no integer, or out of range.</exception>
    public ulong GetUInt64(string key) => GetInteger<ulong>(key, "UINT64");

    /// <summary>An integer in 0 to 2^64-1, or <paramref name="fallback"/> when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no integer, or out of range.</exception>
    public ulong GetUInt64(string key, ulong fallback) => Contains(key) ? GetUInt64(key) : fallback;

    /// <summary>An integer in -2^31 to 2^31-1.</summary>
    /// <exception cref="GgufException">The key is missing, no integer, or out of range.</exception>
    public int GetInt32(string key) => GetInteger<int>(key, "INT32");

    /// <summary>An integer in -2^31 to 2^31-1, or <paramref name="fallback"/> when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no integer, or out of range.</exception>
    public int GetInt32(string key, int fallback) => Contains(key) ? GetInt32(key) : fallback;

    /// <summary>An integer in -2^31 to 2^31-1; false when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no integer, or out of range.</exception>
    public bool TryGetInt32(string key, out int value)
    {
        value = GetInt32(key, 0);
        return Contains(key);
    }

    /// <summary>A FLOAT32, or a FLOAT64 rounded to it.</summary>
    /// <exception cref="GgufException">The key is missing or no float.</exception>
    public float GetFloat32(string key) =>
        Get(key, "FLOAT32").TryGetFloat(out double value) ? (float)value : throw WrongType(key, "FLOAT32");

    /// <summary>A FLOAT32, or <paramref name="fallback"/> when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no float.</exception>
    public float GetFloat32(string key, float fallback) => Contains(key) ? GetFloat32(key) : fallback;

    /// <summary>A FLOAT32; false when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no float.</exception>
    public bool TryGetFloat32(string key, out float value)
    {
        value = GetFloat32(key, 0);
        return Contains(key);
    }

    /// <summary>A BOOL.</summary>
    /// <exception cref="GgufException">The key is missing or no Boolean.</exception>
    public bool GetBool(string key) =>
        Get(key, "BOOL").TryGetBool(out bool value) ? value : throw WrongType(key, "BOOL");

    /// <summary>A BOOL, or <paramref name="fallback"/> when the key is missing.</summary>
    /// <exception cref="GgufException">The key is no Boolean.</exception>
    public bool GetBool(string key, bool fallback) => Contains(key) ? GetBool(key) : fallback;

    /// <summary>An array of whatever element type.</summary>
    /// <exception cref="GgufException">The key is missing or no array.</exception>
    public GgufArray GetArray(string key) => Get(key, "ARRAY").Array ?? throw WrongType(key, "ARRAY");

    /// <summary>Strings as bytes, without loss: the form for tokens, which need not be UTF-8.</summary>
    /// <exception cref="GgufException">The key is missing or no array of strings.</exception>
    public GgufArray GetByteStringArray(string key) =>
        Get(key, "ARRAY of STRING").TryGetArray(GgufValueType.String, out GgufArray? array)
            ? array
            : throw WrongType(key, "ARRAY of STRING");

    /// <summary>Strings.</summary>
    /// <exception cref="GgufException">The key is missing, no array of strings, or a string is not UTF-8.</exception>
    public string[] GetStringArray(string key)
    {
        GgufArray array = GetByteStringArray(key);
        string[] strings = new string[array.Count];
        for (int i = 0; i < strings.Length; i++)
        {
            if (!array.TryGetString(i, out strings[i]))
            {
                throw new GgufException($"{Source}: element {i} of key '{key}' is not valid UTF-8");
            }
        }

        return strings;
    }

    /// <summary>Floats.</summary>
    /// <exception cref="GgufException">The key is missing or no array of floats.</exception>
    public float[] GetFloat32Array(string key) =>
        Get(key, "ARRAY of FLOAT32").TryGetArray(GgufValueType.Float32, out GgufArray? singles)
            ? singles.Values<float>().ToArray()
        : Get(key).TryGetArray(GgufValueType.Float64, out GgufArray? doubles)
            ? Array.ConvertAll(doubles.Values<double>().ToArray(), d => (float)d)
        : throw WrongType(key, "ARRAY of FLOAT32");

    /// <summary>Integers in -2^31 to 2^31-1.</summary>
    /// <exception cref="GgufException">The key is missing, no array of integers, or an element is out of range.</exception>
    public int[] GetInt32Array(string key) => GetIntegers<int>(key, "ARRAY of INT32");

    /// <summary>Integers in 0 to 2^32-1.</summary>
    /// <exception cref="GgufException">The key is missing, no array of integers, or an element is out of range.</exception>
    public uint[] GetUInt32Array(string key) => GetIntegers<uint>(key, "ARRAY of UINT32");

    /// <summary>
    /// Integers in 0 to 2^32-1, one for each of <paramref name="count"/> layers: an array of at least that many, or one
    /// number for all (how files give <c>head_count_kv</c> or <c>feed_forward_length</c>).
    /// </summary>
    /// <exception cref="GgufException">The key is missing, neither of the two, too short, or out of range.</exception>
    public uint[] GetUInt32PerLayer(string key, int count)
    {
        if (Get(key, "UINT32 or ARRAY of UINT32").Array is null)
        {
            uint[] same = new uint[count];
            Array.Fill(same, GetUInt32(key));
            return same;
        }

        uint[] values = GetUInt32Array(key);
        return values.Length >= count
            ? values[..count]
            : throw new GgufException($"{Source}: key '{key}' has {values.Length} elements, expected {count}");
    }

    /// <summary>Booleans.</summary>
    /// <exception cref="GgufException">The key is missing or no array of Booleans.</exception>
    public bool[] GetBoolArray(string key) =>
        Get(key, "ARRAY of BOOL").TryGetArray(GgufValueType.Bool, out GgufArray? array)
            ? Array.ConvertAll(array.Bytes.ToArray(), b => b != 0)
            : throw WrongType(key, "ARRAY of BOOL");

    /// <inheritdoc/>
    public IEnumerator<GgufEntry> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private GgufValue Get(string key, string expected) =>
        byKey.TryGetValue(key, out GgufValue? value)
            ? value
            : throw new GgufException($"{Source}: key '{key}' is missing, expected {expected}");

    private T GetInteger<T>(string key, string expected)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        GgufValue value = Get(key, expected);
        if (!value.TryGetInteger(out Int128 number))
        {
            throw WrongType(key, expected);
        }

        return number >= Int128.CreateChecked(T.MinValue) && number <= Int128.CreateChecked(T.MaxValue)
            ? T.CreateTruncating(number)
            : throw new GgufException(
                $"{Source}: key '{key}' is {number} ({value.TypeName}), expected {T.MinValue} to {T.MaxValue}"
            );
    }

    private T[] GetIntegers<T>(string key, string expected)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        GgufArray? array = Get(key, expected).Array;
        try
        {
            return array?.ElementType switch
            {
                GgufValueType.UInt8 => Convert<byte, T>(array),
                GgufValueType.Int8 => Convert<sbyte, T>(array),
                GgufValueType.UInt16 => Convert<ushort, T>(array),
                GgufValueType.Int16 => Convert<short, T>(array),
                GgufValueType.UInt32 => Convert<uint, T>(array),
                GgufValueType.Int32 => Convert<int, T>(array),
                GgufValueType.UInt64 => Convert<ulong, T>(array),
                GgufValueType.Int64 => Convert<long, T>(array),
                _ => throw WrongType(key, expected),
            };
        }
        catch (OverflowException)
        {
            throw new GgufException(
                $"{Source}: key '{key}' has an element outside {T.MinValue} to {T.MaxValue}, expected {expected}"
            );
        }
    }

    private static TTo[] Convert<TFrom, TTo>(GgufArray array)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        ReadOnlySpan<TFrom> from = array.Values<TFrom>();
        TTo[] to = new TTo[from.Length];
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = TTo.CreateChecked(from[i]);
        }

        return to;
    }

    private GgufException WrongType(string key, string expected) =>
        new($"{Source}: key '{key}' has type {byKey[key].TypeName}, expected {expected}");
}
