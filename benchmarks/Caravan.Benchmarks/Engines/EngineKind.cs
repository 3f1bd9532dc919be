// The two engines.
namespace Caravan.Benchmarks.Engines;

/// <summary>An engine under comparison.</summary>
public enum EngineKind
{
    /// <summary>Caravan's own.</summary>
    Caravan,

    /// <summary>llama.cpp's, from its published libraries.</summary>
    Llama,
}
