// One test of a benchmark: a model, how it runs, how many tokens.
using Caravan.Engine;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks;

/// <summary>A row of llama-bench's table before it was measured.</summary>
/// <param name="ModelPath">The model.</param>
/// <param name="Placement">What runs where.</param>
/// <param name="Threads">Threads.</param>
/// <param name="BatchSize">Prompt tokens handed over at once.</param>
/// <param name="MicroBatchSize">Prompt tokens computed at once.</param>
/// <param name="KeyType">Type of cached keys.</param>
/// <param name="ValueType">Type of cached values.</param>
/// <param name="FlashAttention">Attention in one op; null for automatic.</param>
/// <param name="Memory">Where the weights lie.</param>
/// <param name="LatentAttention">Form of latent attention; null for the file's.</param>
/// <param name="AttentionScratchBytes">Memory for prompts with <paramref name="LatentAttention"/> 2 and 3.</param>
/// <param name="GroupedRouting">Experts are chosen by groups where the file says so.</param>
/// <param name="PromptTokens">Prompt tokens to measure.</param>
/// <param name="GeneratedTokens">Generated tokens to measure.</param>
/// <param name="Depth">Tokens in the cache before anything is measured.</param>
internal sealed record BenchCase(
    string ModelPath,
    BenchPlacement Placement,
    int Threads,
    int BatchSize,
    int MicroBatchSize,
    TensorType KeyType,
    TensorType ValueType,
    bool? FlashAttention,
    WeightMemory Memory,
    int? LatentAttention,
    long AttentionScratchBytes,
    bool GroupedRouting,
    int PromptTokens,
    int GeneratedTokens,
    int Depth
)
{
    /// <summary>Tokens that are measured.</summary>
    internal int Tokens => PromptTokens + GeneratedTokens;

    /// <summary>What is measured: <c>pp512</c>, <c>tg128</c>, <c>pp512+tg128 @ d4096</c>.</summary>
    internal string Name
    {
        get
        {
            string tokens =
                GeneratedTokens == 0 ? $"pp{PromptTokens}"
                : PromptTokens == 0 ? $"tg{GeneratedTokens}"
                : $"pp{PromptTokens}+tg{GeneratedTokens}";
            return Depth > 0 ? $"{tokens} @ d{Depth}" : tokens;
        }
    }

    /// <summary>Flash attention in llama.cpp's numbers: 1, 0, -1 for automatic.</summary>
    internal int FlashAttentionNumber =>
        FlashAttention switch
        {
            true => 1,
            false => 0,
            null => -1,
        };

    /// <summary>True when a model that was opened for <paramref name="other"/> serves this one too.</summary>
    internal bool SharesModelWith(BenchCase other) =>
        ModelPath == other.ModelPath
        && Threads == other.Threads
        && Memory == other.Memory
        && ReferenceEquals(Placement, other.Placement);

    /// <summary>Options of the session that the test runs in.</summary>
    internal SessionOptions ToSessionOptions() =>
        new()
        {
            ContextLength = Tokens + Depth,
            BatchSize = BatchSize,
            MicroBatchSize = Math.Min(BatchSize, MicroBatchSize),
            FlashAttention = FlashAttention ?? true,
            KeyCacheType = KeyType,
            ValueCacheType = ValueType,
            LatentAttention = LatentAttention,
            AttentionScratchBytes = AttentionScratchBytes,
            GroupedRouting = GroupedRouting,
        };
}
