// The experts of a model to be made.
namespace Caravan.Engine;

/// <summary>A mixture of experts.</summary>
/// <param name="Count">Experts of a layer.</param>
/// <param name="Used">Experts each token uses.</param>
/// <param name="FeedForwardLength">Inner width of an expert.</param>
/// <param name="SharedCount">Experts that every token uses besides (deepseek2); 0 for none.</param>
/// <param name="LeadingDenseLayers">Layers at the start without experts (deepseek2).</param>
public sealed record ExpertShape(
    int Count,
    int Used,
    int FeedForwardLength,
    int SharedCount = 0,
    int LeadingDenseLayers = 0
);
