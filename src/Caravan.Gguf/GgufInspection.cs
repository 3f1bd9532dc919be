// What "inspect" shows of a model: metadata, tensors, sums by type and by layer.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Caravan.Gguf;

/// <summary>Data about an open model for tables and JSON.</summary>
public sealed partial class GgufInspection
{
    private const string Others = "others";

    /// <summary>Inspects an open model.</summary>
    public GgufInspection(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        File = file;
        ByType = [.. Tally(file.Tensors, t => t.Type.ToString()).OrderByDescending(t => t.Bytes)];
        ByLayer = [.. Tally(file.Tensors, t => Layer(t.Name)).OrderBy(t => LayerNumber(t.Name))];
    }

    /// <summary>The model inspected.</summary>
    public GgufFile File { get; }

    /// <summary>Sums for each type, the largest first.</summary>
    public IReadOnlyList<GgufTally> ByType { get; }

    /// <summary>Sums for each layer <c>blk.N</c> in order of N, then <c>others</c>.</summary>
    public IReadOnlyList<GgufTally> ByLayer { get; }

    /// <summary>The layer of a tensor: <c>blk.N</c>, or <c>others</c>.</summary>
    public static string Layer(string tensorName)
    {
        Match match = LayerPrefix().Match(tensorName);
        return match.Success ? match.Groups[1].Value : Others;
    }

    private static IEnumerable<GgufTally> Tally(IEnumerable<GgufTensor> tensors, Func<GgufTensor, string> group) =>
        tensors
            .GroupBy(group)
            .Select(g => new GgufTally(g.Key, g.Count(), g.Sum(t => t.Shape.Elements), g.Sum(t => t.Bytes)));

    private static int LayerNumber(string layer) =>
        layer == Others ? int.MaxValue : int.Parse(layer.AsSpan("blk.".Length), CultureInfo.InvariantCulture);

    // At most 9 digits, so that the number is an int.
    [GeneratedRegex("^(blk\\.[0-9]{1,9})\\.", RegexOptions.CultureInvariant)]
    private static partial Regex LayerPrefix();
}
