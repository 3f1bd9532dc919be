// Checks a whole graph before it is planned: order of sources and the bytes every view touches.
namespace Caravan.Graph;

/// <summary>Validates graphs by what their ops would touch.</summary>
public static class GraphValidator
{
    /// <summary>Checks that sources stand before their users and that every view lies within the bytes it views.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="maximum">The largest symbol values it will be run with.</param>
    /// <exception cref="GraphException">The first rule that is broken, naming the tensor.</exception>
    public static void Validate(Graph graph, in SymbolValues maximum)
    {
        for (int id = 0; id < graph.Tensors.Length; id++)
        {
            GraphTensor tensor = graph.Tensors[id];
            if (tensor.Id != id)
            {
                throw new GraphException($"tensor {tensor.Name} has id {tensor.Id} but stands at {id}");
            }

            foreach (GraphTensor? source in tensor.Sources)
            {
                RequireEarlier(graph, tensor, source);
            }

            RequireEarlier(graph, tensor, tensor.ViewSource);
            CheckFootprint(tensor, maximum);
        }
    }

    private static void RequireEarlier(Graph graph, GraphTensor user, GraphTensor? source)
    {
        // A tensor may have been renamed while building: its place in the graph is what counts.
        if (source is not null && (source.Id >= user.Id || source.Id >= graph.Tensors.Length))
        {
            throw new GraphException($"{user.Name} uses {source.Name}, which does not stand before it");
        }
    }

    private static void CheckFootprint(GraphTensor tensor, in SymbolValues maximum)
    {
        long bytes = Footprint.Bytes(tensor, maximum);
        if (tensor.ViewSource is not { } root)
        {
            return;
        }

        long offset = tensor.ViewOffset.Evaluate(maximum);
        long available = Footprint.Bytes(root, maximum);
        if (offset < 0 || bytes > available - offset)
        {
            throw new GraphException(
                $"{tensor.Name} ({tensor.Op}) touches {bytes} bytes at offset {offset} of {root.Name}, which has {available}"
            );
        }
    }
}
