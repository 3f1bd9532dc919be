// Texts by which special tokens are recognised where a file does not name their ids.
namespace Caravan.Models.Tokenizers;

/// <summary>The texts that llama.cpp looks for (August 2026).</summary>
internal static class SpecialTokenTexts
{
    /// <summary>gpt-oss marks the parts of its answers with these; they are always rendered.</summary>
    public static readonly string[] AlwaysRendered = ["<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"];

    /// <summary>Tokens after which generation ends.</summary>
    public static readonly string[] EndOfGeneration =
    [
        "<|eot_id|>",
        "<|im_end|>",
        "<|end|>",
        "<|return|>",
        "<|call|>",
        "<|flush|>",
        "<|calls|>",
        "<end_of_turn>",
        "<|endoftext|>",
        "</s>",
        "<|eom_id|>",
        "<EOT>",
        "_<EOT>",
        "[EOT]",
        "[EOS]",
        "<|end_of_text|>",
        "<end_of_utterance>",
        "<eos>",
        "<turn|>",
        "<|tool_response>",
        "<｜end▁of▁sentence｜>",
        "[e~[",
    ];

    /// <summary>
    /// Texts for each role that a file may leave out. llama.cpp takes whichever its hash table yields first, we the
    /// first of this list.
    /// </summary>
    public static readonly (SpecialToken Role, string[] Texts)[] Roles =
    [
        (
            SpecialToken.Eot,
            [
                "<|eot_id|>",
                "<|im_end|>",
                "<|end|>",
                "<end_of_turn>",
                "<|endoftext|>",
                "<|end_of_text|>",
                "<EOT>",
                "_<EOT>",
                "[EOT]",
                "<｜end▁of▁sentence｜>",
                "<end_of_utterance>",
            ]
        ),
        (SpecialToken.Eom, ["<|eom_id|>"]),
        (
            SpecialToken.FimPrefix,
            [
                "<|fim_prefix|>",
                "<fim-prefix>",
                "<fim_prefix>",
                "<｜fim▁begin｜>",
                "<PRE>",
                "▁<PRE>",
                "<|code_prefix|>",
                "<|prefix|>",
            ]
        ),
        (
            SpecialToken.FimSuffix,
            [
                "<|fim_suffix|>",
                "<fim-suffix>",
                "<fim_suffix>",
                "<｜fim▁hole｜>",
                "<SUF>",
                "▁<SUF>",
                "<|code_suffix|>",
                "<|suffix|>",
            ]
        ),
        (
            SpecialToken.FimMiddle,
            [
                "<|fim_middle|>",
                "<fim-middle>",
                "<fim_middle>",
                "<｜fim▁end｜>",
                "<MID>",
                "▁<MID>",
                "<|code_middle|>",
                "<|middle|>",
            ]
        ),
        (SpecialToken.FimPadding, ["<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"]),
        (SpecialToken.FimRepository, ["<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"]),
        (SpecialToken.FimSeparator, ["<|file_sep|>"]),
    ];
}
