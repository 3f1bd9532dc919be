// The two loads that are compared.
namespace Caravan.Benchmarks.Engines;

/// <summary>A kind of load.</summary>
public enum RunKind
{
    /// <summary>A prompt into an empty context, all tokens handed over at once.</summary>
    Prompt,

    /// <summary>Further tokens, one by one.</summary>
    Generation,
}
