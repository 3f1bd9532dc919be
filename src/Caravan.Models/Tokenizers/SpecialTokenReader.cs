// Reads which tokens have which role.
using Caravan.Gguf;
using Caravan.Models.Tokenizers.PreTokenization;

namespace Caravan.Models.Tokenizers;

/// <summary>The ids a file names, over the defaults of its algorithm.</summary>
internal static class SpecialTokenReader
{
    // "No such token", as files write it.
    private const uint NoToken = uint.MaxValue;

    // Later keys count over earlier ones; the last three are the old names of three others.
    private static readonly (string Key, SpecialToken Role)[] Keys =
    [
        ("tokenizer.ggml.bos_token_id", SpecialToken.Bos),
        ("tokenizer.ggml.eos_token_id", SpecialToken.Eos),
        ("tokenizer.ggml.eot_token_id", SpecialToken.Eot),
        ("tokenizer.ggml.eom_token_id", SpecialToken.Eom),
        ("tokenizer.ggml.unknown_token_id", SpecialToken.Unknown),
        ("tokenizer.ggml.seperator_token_id", SpecialToken.Separator),
        ("tokenizer.ggml.padding_token_id", SpecialToken.Padding),
        ("tokenizer.ggml.mask_token_id", SpecialToken.Mask),
        ("tokenizer.ggml.fim_pre_token_id", SpecialToken.FimPrefix),
        ("tokenizer.ggml.fim_suf_token_id", SpecialToken.FimSuffix),
        ("tokenizer.ggml.fim_mid_token_id", SpecialToken.FimMiddle),
        ("tokenizer.ggml.fim_pad_token_id", SpecialToken.FimPadding),
        ("tokenizer.ggml.fim_rep_token_id", SpecialToken.FimRepository),
        ("tokenizer.ggml.fim_sep_token_id", SpecialToken.FimSeparator),
        ("tokenizer.ggml.prefix_token_id", SpecialToken.FimPrefix),
        ("tokenizer.ggml.suffix_token_id", SpecialToken.FimSuffix),
        ("tokenizer.ggml.middle_token_id", SpecialToken.FimMiddle),
    ];

    /// <summary>Reads the roles; an id outside the vocabulary leaves the default, with a warning unless it says "none".</summary>
    public static SpecialTokens Read(
        GgufMetadata metadata,
        TokenizerModel model,
        PreTokenizerProfile profile,
        int count,
        List<string> warnings
    )
    {
        SpecialTokens special = Defaults(model, profile, count);
        foreach ((string key, SpecialToken role) in Keys)
        {
            if (!metadata.TryGetUInt32(key, out uint id))
            {
                continue;
            }

            if (id < count)
            {
                special[role] = (int)id;
            }
            else if (id != NoToken)
            {
                string kept = special[role] is int token ? $"using {token}" : "using none";
                warnings.Add($"{key}: found token {id}, expected one below {count}; {kept}");
            }
        }

        return special;
    }

    /// <summary>llama.cpp's defaults: those of Llama 1 for SPM, token 11 (Falcon's) for BPE.</summary>
    private static SpecialTokens Defaults(TokenizerModel model, PreTokenizerProfile profile, int count)
    {
        bool isSpm = model == TokenizerModel.Spm;
        SpecialTokens special = new()
        {
            [SpecialToken.Bos] = profile.WithoutBos ? null : Within(isSpm ? 1 : 11, count),
            [SpecialToken.Eos] = Within(isSpm ? 2 : 11, count),
            [SpecialToken.Unknown] = isSpm ? 0 : null,
        };
        return special;
    }

    private static int? Within(int id, int count) => id < count ? id : null;
}
