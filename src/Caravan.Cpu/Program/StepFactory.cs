// Turns a graph's nodes into steps and fuses what is safe to fuse.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Makes the steps of a graph in execution order.</summary>
internal static unsafe class StepFactory
{
    /// <summary>Makes all steps.</summary>
    /// <exception cref="DeviceException">A node is not supported; the message names it.</exception>
    internal static Step[] Create(Graph.Graph graph, StepContext context)
    {
        int[] uses = CountUses(graph);
        List<Step> steps = [];
        List<GraphTensor> nodes = [.. graph.Tensors.Where(t => !t.IsViewOp)];
        for (int i = 0; i < nodes.Count; i++)
        {
            if (Together(nodes, i, MulMatGroup.CanJoin) is { } products)
            {
                steps.Add(new MulMatGroup(products, context));
                i += products.Count - 1;
            }
            else if (Together(nodes, i, MulMatIdOp.CanJoin) is { } expertProducts)
            {
                steps.Add(new MulMatIdOp(expertProducts, context));
                i += expertProducts.Count - 1;
            }
            else if (i + 1 < nodes.Count && FusedNorm(nodes[i], nodes[i + 1], uses, context) is { } fused)
            {
                steps.Add(fused);
                i++;
            }
            else if (
                WeightedSumStep.EndOfChain(nodes, i, uses) is var end and >= 0
                && WeightedSum(nodes, i, end, context) is { } sum
            )
            {
                steps.Add(sum);
                i = end;
            }
            else
            {
                steps.Add(OpRegistry.Create(nodes[i], context));
            }
        }

        return [.. steps];
    }

    // The node and those behind it that may run as one step with it; null when there are none.
    private static List<GraphTensor>? Together(
        List<GraphTensor> nodes,
        int first,
        Func<GraphTensor, GraphTensor, bool> canJoin
    )
    {
        int count = 1;
        while (
            first + count < nodes.Count
            && canJoin(nodes[first], nodes[first + count])
            && OpRegistry.WhyUnsupported(nodes[first + count]) is null
        )
        {
            count++;
        }

        return count > 1 && OpRegistry.WhyUnsupported(nodes[first]) is null ? nodes.GetRange(first, count) : null;
    }

    // A norm whose only reader is the next node, a product with a row of weights: the norm's own result is never written.
    private static NormOp? FusedNorm(GraphTensor norm, GraphTensor product, int[] uses, StepContext context)
    {
        if (
            norm.Op is not (GraphOp.RmsNorm or GraphOp.Norm)
            || product.Op != GraphOp.Mul
            || uses[norm.Id] != 1
            || product.Source(0).Id != norm.Id
            || norm.Source(0).Strides.E0 != (Extent)sizeof(float)
        )
        {
            return null;
        }

        GraphTensor weight = product.Source(1);
        bool isRow =
            weight.Role == TensorRole.Weight
            && weight.Shape.E0 == norm.Shape.E0
            && weight.Strides.E0 == (Extent)sizeof(float)
            && weight.Shape.Rows == (Extent)1;
        if (
            !isRow
            || !MayOverwrite(context.View(product), context.View(norm.Source(0)))
            || OpRegistry.WhyUnsupported(norm) is not null
            || OpRegistry.WhyUnsupported(product) is not null
        )
        {
            return null;
        }

        return new NormOp(norm, product, weight, context);
    }

    // The product's sources were planned to live until the product only: the sum must lie beside them.
    private static WeightedSumStep? WeightedSum(List<GraphTensor> nodes, int first, int last, StepContext context)
    {
        GraphTensor product = nodes[first];
        bool isSupported = nodes
            .GetRange(first, last - first + 1)
            .TrueForAll(n => OpRegistry.WhyUnsupported(n) is null);
        TensorView* result = context.View(nodes[last]);
        return
            isSupported
            && LiesBeside(result, context.View(product.Source(0)))
            && LiesBeside(result, context.View(product.Source(1)))
            ? new WeightedSumStep(product, nodes[last], context)
            : null;
    }

    // The norm's source was planned to live until the norm only: the product may lie over all of it, row by row, or
    // beside it, but not across it.
    private static bool MayOverwrite(TensorView* result, TensorView* source)
    {
        bool isSame =
            result->Data == source->Data
            && result->Nb1 == source->Nb1
            && result->Nb2 == source->Nb2
            && result->Nb3 == source->Nb3;
        return isSame || LiesBeside(result, source);
    }

    private static bool LiesBeside(TensorView* result, TensorView* source) =>
        result->Data + Bytes(result) <= source->Data || source->Data + Bytes(source) <= result->Data;

    private static long Bytes(TensorView* view) =>
        Footprint.Bytes(
            view->Type,
            new(view->Ne0, view->Ne1, view->Ne2, view->Ne3),
            new(view->Nb0, view->Nb1, view->Nb2, view->Nb3)
        );

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

            if (tensor.ViewSource is { } root)
            {
                uses[root.Id]++;
            }
        }

        foreach (GraphTensor output in graph.Outputs)
        {
            uses[output.Id]++;
        }

        return uses;
    }
}
