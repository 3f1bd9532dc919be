// Reads and writes the order of samplers as names (--samplers) and as letters (--sampling-seq).
using System.Collections.Immutable;
using System.Text;

namespace Caravan.Engine.Sampling;

/// <summary>An order of samplers, with the names in the user's text that no sampler has.</summary>
/// <param name="Kinds">The samplers, first to run first; a sampler may come twice.</param>
/// <param name="Unknown">
/// Names or letters that were left out because no sampler has them. llama.cpp warns about each and goes on; so should a
/// caller.
/// </param>
public sealed record SamplerOrder(ImmutableArray<SamplerKind> Kinds, ImmutableArray<string> Unknown)
{
    private static readonly (SamplerKind Kind, string Name, char Letter)[] Table =
    [
        (SamplerKind.Penalties, "penalties", 'e'),
        (SamplerKind.Dry, "dry", 'd'),
        (SamplerKind.TopNSigma, "top_n_sigma", 's'),
        (SamplerKind.TopK, "top_k", 'k'),
        (SamplerKind.TypicalP, "typ_p", 'y'),
        (SamplerKind.TopP, "top_p", 'p'),
        (SamplerKind.MinP, "min_p", 'm'),
        (SamplerKind.Xtc, "xtc", 'x'),
        (SamplerKind.Temperature, "temperature", 't'),
        (SamplerKind.AdaptiveP, "adaptive_p", 'a'),
    ];

    private static readonly Dictionary<string, SamplerKind> ByName = BuildNames();

    /// <summary>llama.cpp's order: penalties, DRY, top-n-sigma, top-k, typical, top-p, min-p, XTC, temperature.</summary>
    public static SamplerOrder Default { get; } =
        new(
            [
                SamplerKind.Penalties,
                SamplerKind.Dry,
                SamplerKind.TopNSigma,
                SamplerKind.TopK,
                SamplerKind.TypicalP,
                SamplerKind.TopP,
                SamplerKind.MinP,
                SamplerKind.Xtc,
                SamplerKind.Temperature,
            ],
            []
        );

    /// <summary>
    /// Reads names separated by semicolons. Case does not matter; <c>top_k</c>, <c>top-k</c> and <c>topk</c> are the
    /// same; <c>nucleus</c>, <c>temp</c>, <c>typ</c>, <c>typical</c> and <c>typical_p</c> are llama.cpp's and
    /// ik_llama.cpp's other names.
    /// </summary>
    public static SamplerOrder FromNames(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ImmutableArray<SamplerKind>.Builder kinds = ImmutableArray.CreateBuilder<SamplerKind>();
        ImmutableArray<string>.Builder unknown = ImmutableArray.CreateBuilder<string>();
        foreach (
            string name in names.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (ByName.TryGetValue(name, out SamplerKind kind))
            {
                kinds.Add(kind);
            }
            else
            {
                unknown.Add(name);
            }
        }

        return new SamplerOrder(kinds.ToImmutable(), unknown.ToImmutable());
    }

    /// <summary>Reads one letter for each sampler, as in <c>edskypmxt</c>.</summary>
    public static SamplerOrder FromLetters(string letters)
    {
        ArgumentNullException.ThrowIfNull(letters);
        ImmutableArray<SamplerKind>.Builder kinds = ImmutableArray.CreateBuilder<SamplerKind>();
        ImmutableArray<string>.Builder unknown = ImmutableArray.CreateBuilder<string>();
        foreach (char letter in letters)
        {
            int row = Array.FindIndex(Table, entry => entry.Letter == letter);
            if (row >= 0)
            {
                kinds.Add(Table[row].Kind);
            }
            else
            {
                unknown.Add(letter.ToString());
            }
        }

        return new SamplerOrder(kinds.ToImmutable(), unknown.ToImmutable());
    }

    /// <summary>The names, separated by semicolons.</summary>
    public string ToNames() => string.Join(';', Kinds.Select(kind => Row(kind).Name));

    /// <summary>The letters, without a separator.</summary>
    public string ToLetters()
    {
        StringBuilder letters = new(Kinds.Length);
        foreach (SamplerKind kind in Kinds)
        {
            letters.Append(Row(kind).Letter);
        }

        return letters.ToString();
    }

    private static (SamplerKind Kind, string Name, char Letter) Row(SamplerKind kind) =>
        Table[Array.FindIndex(Table, entry => entry.Kind == kind)];

    private static Dictionary<string, SamplerKind> BuildNames()
    {
        Dictionary<string, SamplerKind> names = new(StringComparer.OrdinalIgnoreCase)
        {
            ["nucleus"] = SamplerKind.TopP,
            ["temp"] = SamplerKind.Temperature,
            ["typ"] = SamplerKind.TypicalP,
            ["typical"] = SamplerKind.TypicalP,
            ["typical_p"] = SamplerKind.TypicalP,
            ["typical-p"] = SamplerKind.TypicalP,
        };
        foreach ((SamplerKind kind, string name, _) in Table)
        {
            names[name] = kind;
            names[name.Replace('_', '-')] = kind;
            names[name.Replace("_", "", StringComparison.Ordinal)] = kind;
        }

        return names;
    }
}
