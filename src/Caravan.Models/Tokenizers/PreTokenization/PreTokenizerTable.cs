// Which names in tokenizer.ggml.pre stand for which pre-tokenizer.
using System.Collections.Frozen;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The names llama.cpp knows (August 2026).</summary>
internal static class PreTokenizerTable
{
    /// <summary>The names of vocabularies that merge UTF-8 text instead of GPT-2's byte letters; not supported.</summary>
    public static readonly FrozenSet<string> RawText = FrozenSet.Create(
        StringComparer.Ordinal,
        "gemma4",
        "granite-embed-multi-311m",
        "sarvam-moe",
        "whitespace"
    );

    /// <summary>What is used where the name is missing or unknown.</summary>
    public static PreTokenizerProfile Default { get; } = new(PreTokenizers.Default);

    private static readonly FrozenDictionary<string, PreTokenizerProfile> Profiles = Build();

    /// <summary>Every known name, "default" included.</summary>
    public static IEnumerable<string> Names => Profiles.Keys;

    /// <summary>The profile of <paramref name="name"/>, or null when llama.cpp does not know it either.</summary>
    public static PreTokenizerProfile? TryFind(string name) => Profiles.GetValueOrDefault(name);

    private static FrozenDictionary<string, PreTokenizerProfile> Build()
    {
        Dictionary<string, PreTokenizerProfile> profiles = new(StringComparer.Ordinal) { ["default"] = Default };
        void Add(PreTokenizerProfile profile, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                profiles.Add(name, profile);
            }
        }

        Add(
            new(PreTokenizers.Llama3) { IgnoreMerges = true, AddBos = true },
            ["llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"]
        );
        Add(new(PreTokenizers.Llama3), ["dbrx", "smaug-bpe"]);
        Add(new(PreTokenizers.Llama3) { WithoutBos = true }, ["glm4", "chatglm-bpe"]);
        Add(new(PreTokenizers.Minicpm5) { IgnoreMerges = true }, ["minicpm5"]);
        Add(new(PreTokenizers.DeepseekLlm), ["deepseek-llm"]);
        Add(new(PreTokenizers.DeepseekCoder), ["deepseek-coder"]);
        Add(new(PreTokenizers.DeepseekV3), ["deepseek-v3", "hunyuan-dense", "joyai-llm"]);
        Add(new(PreTokenizers.Youtu) { IgnoreMerges = true }, ["youtu"]);
        Add(new(PreTokenizers.Falcon), ["falcon"]);
        Add(new(PreTokenizers.Starcoder), ["starcoder", "refact", "command-r", "smollm", "codeshell", "exaone"]);
        Add(new(PreTokenizers.Starcoder), ["minerva-7b", "mellum2"]);
        Add(
            new(PreTokenizers.Gpt2),
            ["gpt-2", "phi-2", "mpt", "olmo", "jais", "trillion", "granite-docling", "exaone4"]
        );
        Add(new(PreTokenizers.Gpt2), ["jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "jina-v1-en", "jina-v2-code"]);
        Add(new(PreTokenizers.Gpt2), ["gigachat", "a.x-4.0", "mellum", "modern-bert", "roberta-bpe"]);
        Add(new(PreTokenizers.Jais2), ["jais-2"]);
        Add(
            new(PreTokenizers.Qwen2),
            ["qwen2", "qwen3", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2"]
        );
        Add(new(PreTokenizers.Qwen2), ["hunyuan", "solar-open", "grok-2"]);
        Add(new(PreTokenizers.Qwen35), ["qwen35"]);
        Add(new(PreTokenizers.Laguna), ["laguna"]);
        Add(new(PreTokenizers.Poro), ["poro-chat", "bloom", "gpt3-finnish"]);
        Add(new(PreTokenizers.Viking), ["viking"]);
        Add(new(PreTokenizers.Tekken) { IgnoreMerges = true, AddBos = true }, ["tekken"]);
        Add(new(PreTokenizers.Gpt4o), ["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"]);
        Add(new(PreTokenizers.GraniteEmbedding) { IgnoreMerges = true }, ["granite-embed-multi-97m"]);
        Add(new(PreTokenizers.TinyAya), ["tiny_aya", "cohere2moe"]);
        Add(new(PreTokenizers.SuperBpe), ["superbpe"]);
        Add(new(PreTokenizers.Qwen2), ["bailingmoe", "bailingmoe2", "llada-moe"]);
        Add(new(PreTokenizers.SeedCoder), ["seed-coder"]);
        Add(new(PreTokenizers.KimiK2) { MergesOptional = true }, ["kimi-k2"]);
        Add(new(PreTokenizers.Afmoe), ["afmoe"]);
        Add(new(PreTokenizers.ExaoneMoe), ["exaone-moe"]);
        Add(new(PreTokenizers.Chameleon) { AddBos = true }, ["chameleon"]);
        return profiles.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
