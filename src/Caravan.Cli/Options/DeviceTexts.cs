// Reads values of options about devices.
using System.Text.RegularExpressions;
using Caravan.Engine;

namespace Caravan.Cli.Options;

/// <summary>Parsers of device lists, shares and rules.</summary>
internal static class DeviceTexts
{
    /// <summary>The name for layers dealt over all devices.</summary>
    internal const string Layer = "layer";

    /// <summary>The name for one device, and for no device.</summary>
    internal const string None = "none";

    private const StringSplitOptions Lenient = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
    private static readonly string[] SplitModes = [None, Layer, "row", "tensor", "graph", "attn"];

    /// <summary>Names of devices separated by commas.</summary>
    internal static string[] ReadList(string text) => text.Split(',', Lenient);

    /// <summary>Layers: null for automatic, <see cref="int.MaxValue"/> for all; -1 and -2 are llama.cpp's numbers for them.</summary>
    internal static int? ReadLayers(string text)
    {
        switch (text.ToLowerInvariant())
        {
            case "auto":
                return null;
            case "all":
                return int.MaxValue;
        }

        return LayersOf(ValueParsers.Integer(text));
    }

    /// <summary>Layers by llama.cpp's numbers: -1 for automatic, -2 and below for all.</summary>
    internal static int? LayersOf(int number) =>
        number switch
        {
            -1 => null,
            < -1 => int.MaxValue,
            _ => number,
        };

    /// <summary>llama.cpp's number for layers: -1 for automatic, -2 for all.</summary>
    internal static int NumberOf(int? layers) =>
        layers switch
        {
            null => -1,
            int.MaxValue => -2,
            _ => layers.Value,
        };

    /// <summary>Shares separated by commas, slashes or semicolons; shares that are all 0 say nothing, as in llama.cpp.</summary>
    internal static float[] ReadSplit(string text)
    {
        float[] shares = [.. text.Split([',', '/', ';'], Lenient).Select(ValueParsers.Number)];
        return shares.Any(share => share < 0) ? throw new FormatException($"'{text}' has a negative share")
            : shares.All(share => share == 0) ? []
            : shares;
    }

    /// <summary>The name of a split mode of llama.cpp or ik_llama.cpp.</summary>
    internal static string ReadSplitMode(string text) =>
        SplitModes.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? text.ToLowerInvariant()
            : throw new FormatException($"'{text}' is none of {string.Join(", ", SplitModes)}");

    /// <summary>Rules <c>regex=device</c> with a separator between them.</summary>
    internal static IEnumerable<TensorOverride> ReadOverrides(string text, char separator)
    {
        foreach (string rule in text.Split(separator, Lenient))
        {
            int sign = rule.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || sign == rule.Length - 1)
            {
                throw new FormatException($"'{rule}' is not of the form REGEX=DEVICE, such as exps=CPU");
            }

            string pattern = rule[..sign];
            try
            {
                _ = new Regex(pattern, RegexOptions.ECMAScript);
            }
            catch (ArgumentException problem)
            {
                throw new FormatException($"'{pattern}' is no regular expression: {problem.Message}");
            }

            yield return new TensorOverride(pattern, rule[(sign + 1)..]);
        }
    }

    /// <summary>A time in seconds, above 0.</summary>
    internal static TimeSpan? ReadSeconds(string text) =>
        ValueParsers.Number(text) is > 0 and <= 86400 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"{text} is out of range, expected more than 0 and up to 86400 seconds");
}
