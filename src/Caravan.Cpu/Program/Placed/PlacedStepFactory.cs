// Turns the nodes of a placed graph into steps.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Makes the steps of a placed graph in execution order.</summary>
internal static class PlacedStepFactory
{
    // Bounds the comparison of every result with every operand.
    private const int MostTogether = 8;

    /// <summary>Makes all steps.</summary>
    /// <exception cref="DeviceException">A node is not supported; the message names it.</exception>
    internal static PlacedStep[] Create(Graph.Graph graph, StepContext context)
    {
        int[] uses = CountUses(graph);
        List<PlacedStep> steps = [];
        List<GraphTensor> nodes = [.. graph.Tensors.Where(tensor => !tensor.IsViewOp)];
        for (int i = 0; i < nodes.Count; i++)
        {
            if (Together(nodes, i, PlacedProducts.CanFollow) is { } products)
            {
                steps.Add(new PlacedProducts(products, context));
                i += products.Count - 1;
            }
            else if (Together(nodes, i, PlacedExpertProducts.CanFollow) is { } expertProducts)
            {
                steps.Add(new PlacedExpertProducts(expertProducts, context));
                i += expertProducts.Count - 1;
            }
            else if (i + 1 < nodes.Count && PlacedNorm.IsPair(nodes[i], nodes[i + 1], uses[nodes[i].Id]))
            {
                steps.Add(new PlacedNorm(nodes[i], nodes[i + 1], context));
                i++;
            }
            else
            {
                steps.Add(new PlacedStep(nodes[i], OpRegistry.Create(nodes[i], context)));
            }
        }

        return [.. steps];
    }

    private static List<GraphTensor>? Together(
        List<GraphTensor> nodes,
        int first,
        Func<GraphTensor, GraphTensor, bool> canFollow
    )
    {
        int count = 1;
        while (
            count < MostTogether
            && first + count < nodes.Count
            && canFollow(nodes[first], nodes[first + count])
            && OpRegistry.WhyUnsupported(nodes[first + count]) is null
        )
        {
            count++;
        }

        return count > 1 && OpRegistry.WhyUnsupported(nodes[first]) is null ? nodes.GetRange(first, count) : null;
    }

    private static int[] CountUses(Graph.Graph graph)
    {
        int[] uses = new int[graph.Tensors.Length];
        foreach (GraphTensor tensor in graph.Tensors)
        {
            foreach (GraphTensor? source in tensor.Sources)
            {
                if (source is not null)
                {
                    uses[source.Id]++;
                }
            }
        }

        return uses;
    }
}
