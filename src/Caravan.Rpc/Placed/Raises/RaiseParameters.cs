// Clears the words of parameters that do not change what a node computes.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Canonical parameters of nodes without a rule of their own.</summary>
internal static class RaiseParameters
{
    /// <summary>Makes the parameters of a node canonical.</summary>
    internal static void Prepare(ParsedGraph graph, int position)
    {
        ref TensorDescriptor node = ref graph.Descriptor(position);
        bool isIk = graph.Dialect.Family == DialectFamily.Ik;
        switch (graph.Op(position))
        {
            // The precision that is asked for is never above ours; ADD may carry a mark of ik_llama.cpp's scheduler.
            case WireOp.MulMat:
            case WireOp.OutProd:
            case WireOp.Add:
            case WireOp.Sub:
            case WireOp.Mul:
            case WireOp.Div:
            case WireOp.Cpy:
            case WireOp.Cont:
            case WireOp.Dup:
                node.Parameters = default;
                break;

            // Scale, bias and cap; then precision and the window, which the mask has in it.
            case WireOp.FlashAttention:
                node.Parameters = OpParameters.Integers(node.Parameters[0], node.Parameters[1], node.Parameters[2]);
                break;

            // Behind the order ik_llama.cpp says how many it will look at.
            case WireOp.Argsort:
                node.Parameters = OpParameters.Integers(node.Parameters[0]);
                break;
            default:
                // Any node may carry ik_llama.cpp's mark here.
                node.Parameters[OpParameters.Words - 1] = isIk ? 0 : node.Parameters[OpParameters.Words - 1];
                break;
        }
    }
}
