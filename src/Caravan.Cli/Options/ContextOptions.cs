// Options about context, batches, cache and attention.
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Cli.Options;

/// <summary>How a model is run over a sequence, in the spellings of llama.cpp and ik_llama.cpp.</summary>
internal static class ContextOptions
{
    internal static readonly ValueOption<int> ContextSize = new(
        "-c --ctx-size",
        "N",
        ValueParsers.Integer(0, ModelLimits.Context),
        -1,
        "context in tokens; 0 = what the model was trained with (default: run: the same, at most 4096; perplexity: 512; sweep-bench: the same)"
    )
    {
        Environment = "LLAMA_ARG_CTX_SIZE",
    };

    internal static readonly ValueOption<int> BatchSize = new(
        "-b --batch-size",
        "N",
        ValueParsers.Integer(1, ModelLimits.Context),
        2048,
        "prompt tokens handed over at once (default: 2048)"
    )
    {
        Environment = "LLAMA_ARG_BATCH",
    };

    internal static readonly ValueOption<int> MicroBatchSize = new(
        "-ub --ubatch-size",
        "N",
        ValueParsers.Integer(1, ModelLimits.Context),
        512,
        "prompt tokens computed at once (default: 512)"
    )
    {
        Environment = "LLAMA_ARG_UBATCH",
    };

    internal static readonly ValueOption<bool?> FlashAttention = new(
        "-fa --flash-attn",
        "[on|off|auto]",
        ValueParsers.SwitchOrAuto,
        null,
        "flash attention; bare: on (default: auto, which is on)"
    )
    {
        Environment = "LLAMA_ARG_FLASH_ATTN",
        NegativeNames = "-no-fa --no-flash-attn",
        ValueWhenBare = OptionDefinition.On,
        Words = ValueParsers.SwitchWords,
    };

    internal static readonly ValueOption<TensorType> KeyCacheType = new(
        "-ctk --cache-type-k",
        "TYPE",
        CacheType,
        TensorType.F16,
        "type of cached keys: f32, f16, bf16, q8_0, q4_0, q4_1, iq4_nl, q5_0, q5_1, q6_0 (default: f16)"
    )
    {
        Environment = "LLAMA_ARG_CACHE_TYPE_K",
    };

    internal static readonly ValueOption<TensorType> ValueCacheType = new(
        "-ctv --cache-type-v",
        "TYPE",
        CacheType,
        TensorType.F16,
        "type of cached values, as for -ctk; quantized ones need flash attention (default: f16)"
    )
    {
        Environment = "LLAMA_ARG_CACHE_TYPE_V",
    };

    internal static readonly ValueOption<int> LatentAttention = new(
        "-mla --mla-use",
        "0..3",
        ValueParsers.Integer(0, 3),
        -1,
        "form of latent attention: 0 plain, 1 absorbed, 2 and 3 absorbed with prompts in the plain form over the same cache, where one sequence runs with flash attention (default: the form the file is made for)"
    );

    internal static readonly ValueOption<int> AttentionScratch = new(
        "-amb --attention-max-batch --attn-max-batch",
        "MiB",
        ValueParsers.Integer(1, 1 << 20),
        (int)(ModelGraphOptions.DefaultAttentionScratchBytes >> 20),
        "memory for keys and values of prompts with -mla 2 and 3 (default: 256)"
    );

    internal static readonly FlagOption GroupedRouting = new(
        "-ger --grouped-expert-routing",
        "choose experts by groups where the file has groups, as llama.cpp does; off: as ik_llama.cpp does",
        true
    )
    {
        NegativeNames = "--no-grouped-routing --no-grouped-expert-routing",
    };

    internal static readonly ValueOption<bool?> ContextShift = new(
        "--context-shift",
        "[on|off]",
        text =>
            ValueParsers.SwitchOrAuto(text) is false
                ? false
                : throw new FormatException("refused: the context is not shifted in this version; raise -c instead"),
        false,
        "refused: a full context ends generation; --no-context-shift is what happens anyway"
    )
    {
        Environment = "LLAMA_ARG_CONTEXT_SHIFT",
        NegativeNames = "--no-context-shift",
        ValueWhenBare = OptionDefinition.On,
        Words = ValueParsers.SwitchWords,
    };

    internal static readonly ValueOption<int> Keep = new(
        "--keep",
        "N",
        ValueParsers.Integer,
        0,
        "prompt tokens to keep when the context is shifted, which it is not in this version (default: 0)"
    );

    internal static readonly OptionGroup Group = new(
        "context and attention",
        [
            ContextSize,
            BatchSize,
            MicroBatchSize,
            FlashAttention,
            KeyCacheType,
            ValueCacheType,
            LatentAttention,
            AttentionScratch,
            GroupedRouting,
            ContextShift,
            Keep,
        ]
    );

    /// <summary>A tensor type by name.</summary>
    internal static TensorType CacheType(string text) =>
        TensorTypes.TryParse(text, out TensorTypeTraits? traits)
            ? traits.Type
            : throw new FormatException($"'{text}' is no tensor type; expected f16, q8_0 or another of --help's list");
}
