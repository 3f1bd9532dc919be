// One or more nodes of a placed graph, which may run as one step or one after another.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// Nodes that stand behind one another. Whether they may run as one step depends on where a client put their tensors, and is
/// decided again in each step in which one of them moved.
/// </summary>
internal class PlacedStep
{
    private readonly Step[] apart;
    private readonly Step? joined;
    private readonly int[] tensors;
    private Step[] chosen;
    private readonly Step[] together;

    /// <summary>A node alone.</summary>
    internal PlacedStep(GraphTensor node, Step step)
        : this([node], [step], null) { }

    /// <summary>Nodes, a step for each, and the step that does the work of all.</summary>
    protected PlacedStep(IReadOnlyList<GraphTensor> nodes, Step[] apart, Step? joined)
    {
        this.apart = apart;
        this.joined = joined;
        together = joined is null ? [] : [joined];
        chosen = apart;
        tensors =
        [
            .. nodes
                .SelectMany(node => node.Sources.Append(node))
                .Where(tensor => tensor is not null)
                .Select(tensor => tensor!.Id)
                .Distinct(),
        ];
    }

    /// <summary>Takes up the places of a step.</summary>
    /// <param name="views">The views.</param>
    /// <param name="isStale">True when nothing is known of the last binding.</param>
    /// <exception cref="DeviceException">The shapes do not fit the op.</exception>
    internal void Bind(PlacedViews views, bool isStale)
    {
        PlaceChange change = isStale ? PlaceChange.Layout : PlaceChange.None;
        foreach (int id in tensors)
        {
            PlaceChange one = views.ChangeOf(id);
            change = one > change ? one : change;
        }

        if (change == PlaceChange.None)
        {
            return;
        }

        Step[] now = joined is not null && MayJoin(views) ? together : apart;
        if (change == PlaceChange.Layout || now != chosen)
        {
            chosen = now;
            foreach (Step step in now)
            {
                step.Bind();
            }
        }
    }

    /// <summary>Computes the nodes.</summary>
    internal void Run(ThreadTeam team)
    {
        foreach (Step step in chosen)
        {
            step.Run(team);
        }
    }

    /// <summary>True when the one step gives what the nodes give one after another.</summary>
    protected virtual bool MayJoin(PlacedViews views) => false;
}
