// Options of perplexity alone.
namespace Caravan.Cli.Options;

/// <summary>llama-perplexity's own options.</summary>
internal static class PerplexityOptions
{
    internal static readonly ValueOption<int> Chunks = new(
        "--chunks",
        "N",
        ValueParsers.Integer(-1, int.MaxValue),
        -1,
        "windows to score at the most; -1 = all (default: -1)"
    );

    internal static readonly ValueOption<int> OutputType = new(
        "--ppl-output-type",
        "<0|1>",
        ValueParsers.Integer(0, 1),
        0,
        "0: [window]perplexity,... on one line; 1: a line of numbers for each window (default: 0)"
    );

    internal static readonly OptionGroup Group = new("perplexity", [Chunks, OutputType]);

    private const string OtherScores = "scores other than perplexity are not in this version";

    /// <summary>Options of llama-perplexity that this version lacks.</summary>
    internal static readonly OptionDefinition[] Later =
    [
        new LaterOption("--ppl-stride", "N", "strided windows are not in this version") { HarmlessValues = "0" },
        new LaterOption("--hellaswag", null, OtherScores),
        new LaterOption("--hellaswag-tasks", "N", OtherScores),
        new LaterOption("--winogrande", null, OtherScores),
        new LaterOption("--winogrande-tasks", "N", OtherScores),
        new LaterOption("--multiple-choice", null, OtherScores),
        new LaterOption("--multiple-choice-tasks", "N", OtherScores),
        new LaterOption("--kl-divergence", null, OtherScores),
        new LaterOption("--save-all-logits --kl-divergence-base", "FNAME", OtherScores),
    ];

    /// <summary>Options of llama-perplexity that change nothing here.</summary>
    internal static readonly OptionDefinition[] Inert =
    [
        new InertOption("--perplexity --all-logits", null, "perplexity is what is measured") { IsSilent = true },
        new InertOption("-kvu --kv-unified", null, "windows are scored one after another")
        {
            IsSilent = true,
            NegativeNames = "-no-kvu --no-kv-unified",
        },
    ];
}
