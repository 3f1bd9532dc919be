// How a model's graph is divided between the devices of a placement.
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>The plan of a session on several devices.</summary>
/// <param name="Stages">The stages; null when one device, <paramref name="Device"/>, runs everything.</param>
/// <param name="Device">Index of the device that runs everything, or of the device of this process.</param>
/// <param name="Notice">A line about products that placement has parted, or null.</param>
internal sealed record SessionPlan(StagePlan? Stages, int Device, string? Notice)
{
    /// <summary>Places a graph's ops and cuts it.</summary>
    /// <exception cref="GraphException">An op needs weights of two devices; the message names both.</exception>
    internal static SessionPlan Make(ModelGraph graph, ResolvedPlacement placement, in SymbolValues maximum)
    {
        ModelPlaces places = new(placement, graph);
        int[] deviceOf = OpPlacer.Place(graph.Graph, places, maximum);
        int home = places.Home;
        return Array.TrueForAll(deviceOf, d => d < 0 || d == home)
            ? new SessionPlan(null, home, null)
            : new SessionPlan(
                StageCutter.Cut(graph.Graph, deviceOf, maximum),
                home,
                PartedProducts.Notice(graph.Graph, deviceOf, places)
            );
    }
}
