// A small valid node of every op and form that ik_llama.cpp has alone, and of attention with all its sources.
using Caravan.Graph;
using Caravan.Tensors;
using static Caravan.Cpu.Tests.OpOperand;

namespace Caravan.Cpu.Tests;

internal static class IkOpCases
{
    /// <summary>All cases.</summary>
    internal static IEnumerable<OpCase> All => [.. Forms, .. Routing, .. Masks, .. Attention, .. DeepSeek];

    private static IEnumerable<OpCase> Forms =>
        [
            new(GraphOp.GetRows, OpParameters.Integers(1), F32(3, 2, 4), F32(5, 2, 4), Dense(TensorType.I32, 3, 2, 4)),
            new(
                GraphOp.GetRows,
                default,
                Dense(TensorType.Q8_0, 64, 2, 3),
                Dense(TensorType.Q8_0, 64, 5, 3),
                Dense(TensorType.I32, 2, 3)
            ),
            new(GraphOp.SumRows, OpParameters.Integers(1), F32(9, 1, 2), F32(9, 3, 2)),
            new(GraphOp.SumRows, OpParameters.Integers(2), F32(9, 3), F32(9, 3, 2)),
            new(GraphOp.Hadamard, OpParameters.Integers(4), F32(32, 3), Dense(TensorType.Q8_0, 32, 3)),
            new(GraphOp.Hadamard, OpParameters.Integers(8), F32(24, 3), F32(24, 3)),
        ];

    private static IEnumerable<OpCase> Routing =>
        [
            new(GraphOp.MultiAdd, default, F32(7, 3), F32(7, 2, 3)),
            new(GraphOp.MultiAdd, default, F32(7, 3), F32(7, 2, 3), F32(1, 2, 3), F32(5), Dense(TensorType.I32, 2, 3)),
            new(GraphOp.ArgsortThreshold, OpParameters.Integers(2), Dense(TensorType.I32, 9, 3), F32(9, 3)),
            new(GraphOp.GroupedTopK, OpParameters.Integers(4, 2, 1), Dense(TensorType.I32, 5, 3), F32(12, 3)),
        ];

    private static IEnumerable<OpCase> Masks =>
        [
            new(
                GraphOp.MaskTopK,
                default,
                Dense(TensorType.F16, 8, 3, 2),
                Dense(TensorType.F16, 8, 3, 2),
                Dense(TensorType.I32, 4, 2, 2)
            ),
            new(GraphOp.MaskTopK, default, F32(8, 3), F32(8, 3), Dense(TensorType.I32, 4, 3)),
            new(
                GraphOp.Blend,
                OpParameters.Floats(1),
                Dense(TensorType.F16, 8, 3),
                Dense(TensorType.F16, 8, 3),
                Dense(TensorType.I64, 4, 3)
            ),
            new(GraphOp.MaskToIndices, default, Dense(TensorType.I32, 4, 3), Dense(TensorType.F16, 8, 3)),
            new(GraphOp.MaskToIndices, default, Dense(TensorType.I32, 8, 3), F32(8, 3)),
            new(
                GraphOp.IndexerTopK,
                OpParameters.Integers((int)UnaryOp.Relu),
                Dense(TensorType.I32, 4, 3),
                Dense(TensorType.Q8_0, 32, 9),
                F32(32, 2, 3),
                F32(2, 3),
                Dense(TensorType.F16, 9, 3)
            ),
        ];

    private static IEnumerable<OpCase> Attention =>
        [
            new(
                GraphOp.FlashAttention,
                OpParameters.Floats(1, 2, 3),
                F32(8, 4, 3, 2),
                F32(32, 3, 4, 2),
                Dense(TensorType.Q8_0, 32, 5, 2, 1),
                Dense(TensorType.F16, 8, 5, 4, 2),
                Dense(TensorType.F16, 5, 3, 4, 2),
                F32(4)
            ),
            new(
                GraphOp.FlashAttention,
                OpParameters.Floats(1),
                F32(8, 4, 3),
                F32(12, 3, 4),
                Dense(TensorType.F16, 12, 7),
                Dense(TensorType.F16, 8, 7),
                Dense(TensorType.F16, 7, 3),
                F32(4),
                Dense(TensorType.I32, 5, 3)
            ),
            new(
                GraphOp.LatentAttention,
                OpParameters.Integers(0, 0, 4, 2, 1),
                F32(4, 3, 2),
                F32(8, 3, 2),
                Dense(TensorType.F16, 8, 9),
                Dense(TensorType.F16, 8, 3),
                F32(3, 4),
                F32(9, 3),
                Dense(TensorType.I32, 5, 3)
            ),
            new(
                GraphOp.LatentAttention,
                OpParameters.Integers(0, 0, 32, 0),
                F32(32, 3, 2),
                F32(64, 3, 2),
                Dense(TensorType.Q8_0, 64, 9)
            ),
        ];

    private static IEnumerable<OpCase> DeepSeek =>
        [
            new(
                GraphOp.DeltaNet,
                default,
                F32(8 * 3 * 2 * 2 + 8 * 8 * 2 * 2),
                F32(8, 3, 1, 2),
                F32(8, 3, 1, 2),
                F32(8, 3, 2, 2),
                F32(3, 1, 2, 2),
                F32(1, 3, 2, 2),
                F32(8, 16, 1, 2)
            ),
            new(
                GraphOp.DeltaNet,
                OpParameters.Integers(1),
                F32(8 * 3 * 2 + 8 * 8 * 2),
                F32(8, 3, 1),
                F32(8, 3, 1),
                F32(8, 3, 2),
                F32(3, 8, 2),
                F32(1, 3, 2),
                F32(8, 16)
            ),
            new(GraphOp.Sinkhorn, OpParameters.Integers(4, 3), F32(4, 4, 3), F32(16, 3)),
            new(GraphOp.IkHcPre, OpParameters.Integers(4, 3), F32(72), F32(24, 3), F32(3), F32(24)),
            new(GraphOp.DeepSeek4Compress, default, F32(4, 2), F32(8, 6), F32(8, 6), Dense(TensorType.I32, 12)),
            new(
                GraphOp.DeepSeek4Compress,
                OpParameters.Integers(1),
                F32(4, 2),
                F32(4, 6),
                F32(4, 6),
                Dense(TensorType.I32, 6)
            ),
        ];
}
