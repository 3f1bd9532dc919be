// Names of a model's shards: PREFIX-00001-of-00003.gguf.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Caravan.Gguf;

/// <summary>The name of one shard, as llama.cpp's <c>gguf-split</c> writes it.</summary>
/// <param name="Prefix">Everything before the numbers, folder included.</param>
/// <param name="Number">Number of the shard from 1.</param>
/// <param name="Count">Number of shards.</param>
public readonly partial record struct ShardName(string Prefix, int Number, int Count)
{
    /// <summary>Reads a path's numbers; false when the path is not of the form <c>PREFIX-00001-of-00003.gguf</c>.</summary>
    public static bool TryParse(string path, out ShardName name)
    {
        Match match = Form().Match(path);
        name = match.Success
            ? new ShardName(
                match.Groups[1].Value,
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture)
            )
            : default;
        return match.Success;
    }

    /// <summary>The path of this shard.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Number:D5}-of-{Count:D5}.gguf");

    [GeneratedRegex("^(.*)-([0-9]{5})-of-([0-9]{5})\\.gguf$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
