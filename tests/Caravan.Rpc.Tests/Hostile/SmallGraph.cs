// A sum of two pairs of floats, which the hostile graphs are variations of.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Tensors 1 and 2 are inputs, tensor 3 is the result; all lie in the session's buffer.</summary>
internal static class SmallGraph
{
    /// <summary>The first source.</summary>
    internal static RawTensor Input(WorkerSession s) => s.Tensor(1, 0, 2);

    /// <summary>The second source.</summary>
    internal static RawTensor Second(WorkerSession s) => s.Tensor(2, 128, 2);

    /// <summary>The sum of both.</summary>
    internal static RawTensor Sum(WorkerSession s) => s.Tensor(3, 256, 2) with { Op = OpNumbers.Add, Sources = [1, 2] };

    /// <summary>The product of both, as a matrix of one row.</summary>
    internal static RawTensor Product(WorkerSession s, OpNumbers ops) =>
        s.Tensor(3, 256, 1) with
        {
            Op = ops.MulMat,
            Sources = [1, 2],
        };

    /// <summary>A request that computes every tensor with an op.</summary>
    internal static HostileFrame Compute(WorkerSession s, params RawTensor[] tensors) =>
        HostileFrame.Of(
            GgmlCommand.GraphCompute,
            RawMessages.Graph(s.Layout, 0, [.. tensors.Where(t => t.Op != OpNumbers.None).Select(t => t.Id)], tensors)
        );

    /// <summary>A request for the given nodes and table.</summary>
    internal static HostileFrame Nodes(WorkerSession s, ulong[] nodes, params RawTensor[] tensors) =>
        HostileFrame.Of(GgmlCommand.GraphCompute, RawMessages.Graph(s.Layout, 0, nodes, tensors));
}
