// Finds up and gate products that cannot run together because their weights are apart.
using Caravan.Graph;

namespace Caravan.Engine;

/// <summary>Notices about products that peers fuse and that placement has parted.</summary>
internal static class PartedProducts
{
    /// <summary>One line about all gated layers whose two weights are on different devices, or null.</summary>
    /// <param name="graph">The graph of a step.</param>
    /// <param name="deviceOf">Device of each op by tensor id.</param>
    /// <param name="places">Names of the devices.</param>
    internal static string? Notice(Caravan.Graph.Graph graph, int[] deviceOf, ILeafPlaces places)
    {
        int count = 0;
        string? example = null;
        foreach (GraphTensor glu in graph.Tensors.Where(t => t.Op == GraphOp.Glu && t.Sources.Length > 1))
        {
            if (
                Weight(glu.Sources[0]) is not { } gate
                || Weight(glu.Sources[1]) is not { } up
                || deviceOf[gate.User.Id] == deviceOf[up.User.Id]
            )
            {
                continue;
            }

            count++;
            example ??=
                $"{up.Leaf.Name} is on {places.DeviceNames[deviceOf[up.User.Id]]} and {gate.Leaf.Name} on "
                + places.DeviceNames[deviceOf[gate.User.Id]];
        }

        return count == 0
            ? null
            : $"{example}: up and gate of {count} {(count == 1 ? "layer" : "layers")} run apart and their activations cross; put both on one device to avoid that";
    }

    // The weight of a product, through views of its result.
    private static (GraphTensor User, GraphTensor Leaf)? Weight(GraphTensor? tensor)
    {
        while (tensor is { IsViewOp: true, Op: not GraphOp.None })
        {
            tensor = tensor.Sources[0];
        }

        return tensor?.Op is GraphOp.MulMat or GraphOp.MulMatId && tensor.Sources[0] is { Role: TensorRole.Weight } leaf
            ? (tensor, leaf)
            : null;
    }
}
