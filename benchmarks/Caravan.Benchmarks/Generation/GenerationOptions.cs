// What the generation benchmark is asked to do.
using Caravan.Benchmarks.Engines;

namespace Caravan.Benchmarks.Generation;

/// <summary>Sizes and numbers of repetitions of a comparison.</summary>
/// <param name="Engine">Arguments of both engines; the thread count is replaced by each of <paramref name="Threads"/>.</param>
/// <param name="Threads">Thread counts, compared one after the other.</param>
/// <param name="Prompt">Tokens of the prompt.</param>
/// <param name="Generate">Tokens generated after it in each round.</param>
/// <param name="Slice">Generated tokens after which the other engine has its turn.</param>
/// <param name="Rounds">Rounds that count; one more before them warms up.</param>
/// <param name="Loads">How often each engine is started, to measure loading.</param>
internal sealed record GenerationOptions(
    EngineArguments Engine,
    int[] Threads,
    int Prompt,
    int Generate,
    int Slice,
    int Rounds,
    int Loads
);
