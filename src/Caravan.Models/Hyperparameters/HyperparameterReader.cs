// Reads metadata keys of one architecture with range checks and messages that name file and key.
using System.Globalization;
using Caravan.Gguf;

namespace Caravan.Models;

/// <summary>Typed, checked look-up of <c>ARCHITECTURE.key</c>.</summary>
internal sealed class HyperparameterReader(GgufMetadata metadata, string architecture)
{
    /// <summary>The metadata read from.</summary>
    internal GgufMetadata Metadata => metadata;

    /// <summary>True when the key is there.</summary>
    internal bool Contains(string key) => metadata.Contains(Full(key));

    /// <summary>An integer between bounds.</summary>
    internal int Integer(string key, int minimum, int maximum) =>
        InRange(key, Read(() => metadata.GetUInt32(Full(key))), minimum, maximum);

    /// <summary>An integer between bounds, or a default when the key is missing.</summary>
    internal int Integer(string key, int fallback, int minimum, int maximum) =>
        Contains(key) ? Integer(key, minimum, maximum) : fallback;

    /// <summary>An integer that may be given once or, all equal, for each layer.</summary>
    internal int UniformInteger(string key, int layers, int minimum, int maximum)
    {
        uint[] values = Read(() => metadata.GetUInt32PerLayer(Full(key), layers));
        foreach (uint value in values)
        {
            if (value != values[0])
            {
                throw Error(key, $"differs between layers ({values[0]} and {value})", "one value for all layers");
            }
        }

        return InRange(key, values[0], minimum, maximum);
    }

    /// <summary>A finite float.</summary>
    internal float Float(string key)
    {
        float value = Read(() => metadata.GetFloat32(Full(key)));
        return float.IsFinite(value)
            ? value
            : throw Error(key, $"is {value.ToString(CultureInfo.InvariantCulture)}", "a finite number");
    }

    /// <summary>A finite float, or a default when the key is missing.</summary>
    internal float Float(string key, float fallback) => Contains(key) ? Float(key) : fallback;

    /// <summary>A float above zero, or a default when the key is missing.</summary>
    internal float PositiveFloat(string key, float fallback) => Contains(key) ? PositiveFloat(key) : fallback;

    /// <summary>A float above zero.</summary>
    internal float PositiveFloat(string key)
    {
        float value = Float(key);
        return value > 0
            ? value
            : throw Error(key, $"is {value.ToString(CultureInfo.InvariantCulture)}", "a number above 0");
    }

    /// <summary>A Boolean, or a default when the key is missing.</summary>
    internal bool Bool(string key, bool fallback) => Read(() => metadata.GetBool(Full(key), fallback));

    /// <summary>A string, or a default when the key is missing.</summary>
    internal string Text(string key, string fallback) => Read(() => metadata.GetString(Full(key), fallback));

    /// <summary>An error about a key: what was found and what was expected.</summary>
    internal ModelException Error(string key, string found, string expected) =>
        new($"{metadata.Source}: {Full(key)} {found}, expected {expected}");

    /// <summary>Runs a look-up and turns the file format's error into one of the model.</summary>
    internal static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (GgufException e)
        {
            throw new ModelException(e.Message, e);
        }
    }

    private int InRange(string key, uint value, int minimum, int maximum) =>
        value >= (uint)minimum && value <= (uint)maximum
            ? (int)value
            : throw Error(key, $"is {value}", $"{minimum} to {maximum}");

    private string Full(string key) => $"{architecture}.{key}";
}
