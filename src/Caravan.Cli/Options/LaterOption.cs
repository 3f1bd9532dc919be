// An option that asks for something this version does not have: refused, never swallowed.
namespace Caravan.Cli.Options;

/// <summary>An option that is refused with the reason, except for values that ask for what happens anyway.</summary>
/// <param name="names">Spellings.</param>
/// <param name="placeholder">What the value is called; null for none.</param>
/// <param name="reason">What is missing: completes "NAME is refused: ...".</param>
internal sealed class LaterOption(string names, string? placeholder, string reason)
    : OptionDefinition(names, placeholder, reason)
{
    /// <summary>An option of llama.cpp.</summary>
    /// <param name="names">Spellings.</param>
    /// <param name="placeholder">What the value is called; null for none.</param>
    /// <param name="reason">What is missing.</param>
    /// <param name="variable">Its variable without <c>LLAMA_ARG_</c>; null for none.</param>
    /// <param name="harmless">See <see cref="HarmlessValues"/>.</param>
    /// <param name="negatives">Spellings that switch it off.</param>
    internal static LaterOption One(
        string names,
        string? placeholder,
        string reason,
        string? variable = null,
        string harmless = "",
        string negatives = ""
    ) =>
        new(names, placeholder, reason)
        {
            Environment = LlamaVariable(variable),
            HarmlessValues = harmless,
            NegativeNames = negatives,
        };

    /// <summary>Values, separated by spaces, that ask for what happens anyway.</summary>
    internal string HarmlessValues { get; init; } = "";

    /// <inheritdoc/>
    internal override object Parse(IReadOnlyList<string> texts)
    {
        string[] harmless = HarmlessValues.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return texts.All(text => harmless.Contains(text, StringComparer.OrdinalIgnoreCase))
            ? this
            : throw new FormatException($"refused: {Help}");
    }
}
