// How a model is brought into memory.
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>Options of <see cref="LoadedModel"/>.</summary>
public sealed record LoadOptions
{
    /// <summary>Brings the weights into memory before the first step, with progress.</summary>
    public bool Prefetch { get; init; } = true;

    /// <summary>Where weights lie that this machine's processor uses; the mapped file where <see cref="Prefetch"/> is off.</summary>
    public WeightMemory Memory { get; init; }

    /// <summary>
    /// Called as soon as the file has turned out to be a known model, before its vocabulary is built and its weights are placed.
    /// </summary>
    public Action<ModelHyperparameters>? ModelFound { get; init; }

    /// <summary>Receives the loaded share, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }
}
