// An option of llama.cpp or ik_llama.cpp that is accepted and changes nothing here.
namespace Caravan.Cli.Options;

/// <summary>
/// An option that users post and that has nothing to do here. A note on standard error names those that were given, unless
/// they ask for what happens anyway.
/// </summary>
internal sealed class InertOption(string names, string? placeholder, string help)
    : OptionDefinition(names, placeholder, help)
{
    /// <summary>An option whose wish is met anyway, or shows nowhere.</summary>
    /// <param name="names">Spellings.</param>
    /// <param name="placeholder">What the value is called; null for none.</param>
    /// <param name="help">What happens.</param>
    /// <param name="variable">Its variable without <c>LLAMA_ARG_</c>; null for none.</param>
    /// <param name="negatives">Spellings that switch it off.</param>
    internal static InertOption Anyway(
        string names,
        string? placeholder,
        string help,
        string? variable = null,
        string negatives = ""
    ) =>
        new(names, placeholder, help)
        {
            IsSilent = true,
            NegativeNames = negatives,
            Environment = LlamaVariable(variable),
        };

    /// <summary>An option whose user may have expected something; parameters as in <see cref="Anyway"/>.</summary>
    internal static InertOption Noted(
        string names,
        string? placeholder,
        string help,
        string? variable = null,
        string negatives = ""
    ) => new(names, placeholder, help) { NegativeNames = negatives, Environment = LlamaVariable(variable) };

    /// <summary>True when what it asks for happens anyway: no note.</summary>
    internal bool IsSilent { get; init; }

    /// <summary>Values, separated by spaces, that ask for what happens anyway.</summary>
    internal string HarmlessValues { get; init; } = "";

    /// <summary>True when the user may have expected something else of these values.</summary>
    internal bool IsWorthANote(IReadOnlyList<string> texts) =>
        !IsSilent && !HarmlessValues.Split(' ').Contains(texts[^1], StringComparer.OrdinalIgnoreCase);

    /// <summary>Says what is wrong with a value; null when any will do.</summary>
    internal Action<string>? Check { get; init; }

    /// <inheritdoc/>
    internal override object Parse(IReadOnlyList<string> texts)
    {
        foreach (string text in texts)
        {
            Check?.Invoke(text);
        }

        return this;
    }
}
