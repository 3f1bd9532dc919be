// The rules that give tensors a device by name.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Caravan.Engine;

/// <summary>The rules of <c>-ot</c>, <c>-cmoe</c> and <c>-ncmoe</c>, compiled.</summary>
internal sealed class OverrideRules
{
    // A pattern that takes longer than this for one name is one that never ends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Regex Experts = new("ffn_(up|down|gate|gate_up)_exps", RegexOptions.ECMAScript, Patience);

    private readonly List<(Regex Pattern, int Device)> rules = [];
    private readonly int expertLayers;
    private readonly int home;

    /// <exception cref="PlacementException">A pattern is no regular expression, or a device is unknown.</exception>
    internal OverrideRules(PlacementRequest request, DeviceTable devices)
    {
        home = devices.Home;
        expertLayers = request.CpuExpertLayers;
        foreach (TensorOverride rule in request.Overrides)
        {
            rules.Add((Compile(rule.Pattern), devices.Find(rule.Device, "-ot")));
        }
    }

    /// <summary>The device that the first matching rule names, or null.</summary>
    /// <exception cref="PlacementException">A pattern does not come to an end.</exception>
    internal int? DeviceOf(string tensor)
    {
        foreach ((Regex pattern, int device) in rules)
        {
            try
            {
                if (pattern.IsMatch(tensor))
                {
                    return device;
                }
            }
            catch (RegexMatchTimeoutException)
            {
                throw new PlacementException(
                    $"-ot: the pattern {pattern} takes too long for {tensor}: write it without nested repetitions"
                );
            }
        }

        return PlacedWeight.LayerOf(tensor) < expertLayers && Experts.IsMatch(tensor) ? home : null;
    }

    /// <summary>The line that tells of an override, as llama.cpp words it.</summary>
    internal static string Line(string tensor, long bytes, string device) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Tensor {tensor} (size = {bytes / 1048576.0:F2} MiB) buffer type overridden to {device}"
        );

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.ECMAScript, Patience);
        }
        catch (ArgumentException exception)
        {
            throw new PlacementException($"-ot: {pattern} is no regular expression: {exception.Message}");
        }
    }
}
