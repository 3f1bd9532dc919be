// Options that ask for what this version does not have.
using static Caravan.Cli.Options.LaterOption;

namespace Caravan.Cli.Options;

/// <summary>Options of llama.cpp and ik_llama.cpp that are refused by name, because leaving them out changes what happens.</summary>
internal static class LaterOptions
{
    private const string Chat = "conversations are held by chat, run and serve";
    private const string Download = "models are not downloaded in this version; give a file with -m";
    private const string Draft = "speculative decoding is not in this version";
    private const string Cache = "prompts are not cached in files in this version";
    private const string Adapter = "adapters and control vectors are not in this version";
    private const string Media = "images and sound are not in this version";
    private const string Old = "llama.cpp has removed it, and so it is not here";
    private const string Quality = "it changes the model's results and is not in this version";

    internal static readonly OptionGroup Group = new(
        "refused in this version",
        [
            One("-ns --sequences", "N", "one sequence at a time in this version", null, "1"),
            One("-gan --grp-attn-n", "N", "self-extend is not in this version", "GRP_ATTN_N", "1"),
            One("-cnv --conversation", null, Chat, null, "off", "-no-cnv --no-conversation"),
            One("-st --single-turn", null, Chat),
            One("-sys --system-prompt", "PROMPT", Chat),
            One("-sysf --system-prompt-file", "FNAME", Chat),
            One("--chat-template", "TEMPLATE", Chat, "CHAT_TEMPLATE"),
            One("--chat-template-file", "FNAME", Chat, "CHAT_TEMPLATE_FILE"),
            One("--chat-template-kwargs", "JSON", Chat, "CHAT_TEMPLATE_KWARGS"),
            One("--prompt-cache", "FNAME", Cache),
            One("--prompt-cache-all", null, Cache),
            One("--prompt-cache-ro", null, Cache),
            One("-cl --cache-list", null, Download),
            One("-md --model-draft --spec-draft-model", "FNAME", Draft, "SPEC_DRAFT_MODEL"),
            One("-ngld --gpu-layers-draft --n-gpu-layers-draft", "N", Draft),
            One("-devd --device-draft", "DEVICES", Draft),
            One("-ctkd --cache-type-k-draft --spec-draft-type-k", "TYPE", Draft),
            One("-ctvd --cache-type-v-draft --spec-draft-type-v", "TYPE", Draft),
            One("-td --threads-draft", "N", Draft),
            One("-tbd --threads-batch-draft", "N", Draft),
            One("--draft --draft-n --draft-max", "N", Draft, "DRAFT_MAX", "0"),
            One("--draft-min --draft-n-min", "N", Draft, "DRAFT_MIN", "0"),
            One("--draft-p-min", "P", Draft),
            One("-lcs --lookup-cache-static", "FNAME", Draft),
            One("-lcd --lookup-cache-dynamic", "FNAME", Draft),
            One("--lora", "FNAME", Adapter),
            One("--lora-scaled", "FNAME:SCALE", Adapter),
            One("--control-vector", "FNAME", Adapter),
            One("--control-vector-scaled", "FNAME:SCALE", Adapter),
            One("--control-vector-layer-range", "START", Adapter),
            One("-mm --mmproj", "FILE", Media, "MMPROJ"),
            One("--image --audio --video", "FILE", Media),
            One("-okv --override-kv", "KEY=TYPE:VALUE", "metadata is not overridden in this version"),
            One("--check-tensors -vq --validate-quants", null, "weights are not checked in this version"),
            One("-ser --smart-expert-reduction", "N,T", Quality),
            One("-khad --k-cache-hadamard", null, Quality),
            One("-vhad --v-cache-hadamard", null, Quality),
            One("--cfg-scale", "N", Old, null, "1 1.0"),
            One("--cfg-negative-prompt", "PROMPT", Old),
            One("--cfg-negative-prompt-file", "FNAME", Old),
            One("--tfs", "N", Old, null, "1 1.0"),
            One("--penalize-nl", null, Old, null, "off", "--no-penalize-nl"),
            One("--completion-bash", null, "completions for the shell are not in this version"),
            One("--log-file", "FNAME", "redirect standard error instead", "LOG_FILE"),
            One("--embedding --embeddings", null, "embeddings are not in this version", "EMBEDDINGS"),
            One("--pooling", "TYPE", "embeddings are not in this version", "POOLING"),
        ]
    );
}
