// One row of a sweep: speeds at one length of the context.
namespace Caravan.Cli.Benchmarks;

/// <summary>What was measured with a number of tokens in the cache.</summary>
/// <param name="Prompt">Prompt tokens.</param>
/// <param name="Generated">Generated tokens.</param>
/// <param name="CacheTokens">Tokens in the cache before.</param>
/// <param name="PromptSeconds">Seconds for the prompt tokens.</param>
/// <param name="GenerationSeconds">Seconds for the generated tokens.</param>
/// <param name="PeakMemory">Largest memory of the process so far in MiB; null where it is not asked for or not known.</param>
internal readonly record struct SweepRow(
    int Prompt,
    int Generated,
    int CacheTokens,
    double PromptSeconds,
    double GenerationSeconds,
    double? PeakMemory
)
{
    /// <summary>Prompt tokens per second.</summary>
    internal double PromptRate => Prompt / PromptSeconds;

    /// <summary>Generated tokens per second.</summary>
    internal double GenerationRate => Generated / GenerationSeconds;
}
