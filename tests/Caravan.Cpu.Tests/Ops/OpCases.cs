// A small valid node of every op that can come from the wire, several where forms differ.
using Caravan.Graph;
using Caravan.Tensors;
using static Caravan.Cpu.Tests.OpOperand;

namespace Caravan.Cpu.Tests;

internal static class OpCases
{
    private static readonly TensorType[] Plain = [TensorType.F32, TensorType.F16, TensorType.BF16];

    /// <summary>All cases.</summary>
    internal static IEnumerable<OpCase> All => [.. Elementwise, .. Layouts, .. Reductions, .. Products, .. Recurrences];

    private static IEnumerable<OpCase> Elementwise =>
        [
            .. Plain.Select(t => new OpCase(
                GraphOp.Mul,
                default,
                Dense(t, 12, 3, 2),
                Dense(t, 12, 3, 2),
                F32(4, 1, 2)
            )),
            new(GraphOp.Add, default, Dense(TensorType.Q8_0, 64, 3), Dense(TensorType.Q8_0, 64, 3), F32(64)),
            new(GraphOp.Add1, default, F32(12, 3), F32(12, 3), F32(1)),
            .. Plain.Select(t => new OpCase(
                GraphOp.Unary,
                OpParameters.Integers((int)UnaryOp.Silu),
                Dense(t, 11, 3),
                Dense(t, 11, 3)
            )),
            new(GraphOp.Unary, OpParameters.Integers((int)UnaryOp.Xielu), F32(11, 3), F32(11, 3)),
            new(GraphOp.LeakyRelu, default, F32(11, 3), F32(11, 3)),
            new(GraphOp.Clamp, default, Dense(TensorType.F16, 11, 3), Dense(TensorType.F16, 11, 3)),
            new(GraphOp.Glu, OpParameters.Integers(2), F32(6, 3), F32(12, 3)),
            new(GraphOp.Glu, OpParameters.Integers(3), F32(6, 3), F32(6, 3), F32(6, 3)),
            new(GraphOp.AddId, default, F32(6, 2, 3), F32(6, 2, 3), F32(6, 4), Dense(TensorType.I32, 2, 3)),
            new(GraphOp.Fill, default, F32(6, 3), F32(6, 3)),
            new(GraphOp.Arange, OpParameters.Floats(0, 5, 1), F32(5)),
            new(GraphOp.TimestepEmbedding, OpParameters.Integers(7, 100), F32(7, 3), F32(3)),
        ];

    private static IEnumerable<OpCase> Layouts =>
        [
            new(GraphOp.Cpy, default, Dense(TensorType.F16, 6, 4), F32(4, 3, 2)),
            new(GraphOp.Cpy, default, F32(6, 4), F32(4, 3, 2)),
            new(GraphOp.Cpy, default, Dense(TensorType.I32, 6, 4), F32(6, 4)),
            new(GraphOp.Cpy, default, Dense(TensorType.Q4_0, 64, 3), F32(64, 3)),
            new(GraphOp.Cpy, default, F32(64, 3), Dense(TensorType.Q8_0, 96, 2)),
            new(GraphOp.Cont, default, Dense(TensorType.Q8_0, 64, 3), Dense(TensorType.Q8_0, 64, 3)),
            new(GraphOp.Repeat, default, Dense(TensorType.F16, 6, 4), Dense(TensorType.F16, 3, 2)),
            new(GraphOp.Concat, OpParameters.Integers(0), F32(7, 3), F32(4, 3), F32(3, 3)),
            new(
                GraphOp.Concat,
                OpParameters.Integers(1),
                Dense(TensorType.Q8_0, 32, 5),
                Dense(TensorType.Q8_0, 32, 3),
                Dense(TensorType.Q8_0, 32, 2)
            ),
            new(GraphOp.GetRows, default, F32(6, 2, 3), F32(6, 5, 3), Dense(TensorType.I32, 2, 3)),
            new(GraphOp.GetRows, default, F32(256, 2), Dense(TensorType.Q4_K, 256, 5), Dense(TensorType.I32, 2)),
            new(GraphOp.GetRows, default, F32(256, 2), Dense(TensorType.Q4_K_R4, 256, 4), Dense(TensorType.I32, 2)),
            new(GraphOp.SetRows, default, Dense(TensorType.F16, 6, 5, 4), F32(6, 2, 4), Dense(TensorType.I64, 2, 2)),
            new(
                GraphOp.SetRows,
                default,
                Dense(TensorType.Q8_0, 32, 5),
                Dense(TensorType.F16, 32, 2),
                Dense(TensorType.I32, 2)
            ),
            new(GraphOp.Acc, OpParameters.Integers(32, 96, 192, 8), F32(8, 3, 2, 2), F32(8, 3, 2, 2), F32(3, 2, 2)),
            new(GraphOp.Set, OpParameters.Integers(32, 96, 192, 8, 1), F32(8, 3, 2, 2), F32(8, 3, 2, 2), F32(3, 2, 2)),
            new(GraphOp.Pad, OpParameters.Integers(1, 2, 0, 1), F32(8, 4, 2), F32(5, 3, 2)),
            new(GraphOp.Pad, OpParameters.Integers(1, 2, 0, 1, 0, 0, 0, 0, 1), F32(8, 4, 2), F32(5, 3, 2)),
            new(GraphOp.Roll, OpParameters.Integers(2, -1, 1), F32(5, 3, 2), F32(5, 3, 2)),
            new(GraphOp.Tri, OpParameters.Integers(2), F32(5, 5, 2), F32(5, 5, 2)),
            new(GraphOp.Diag, default, F32(5, 5, 2), F32(5, 1, 2)),
            new(GraphOp.DiagMaskInf, OpParameters.Integers(1), F32(5, 3, 2), F32(5, 3, 2)),
        ];

    private static IEnumerable<OpCase> Reductions =>
        [
            new(GraphOp.Sum, default, F32(1), F32(9, 3, 2)),
            new(GraphOp.SumRows, default, F32(1, 3, 2), F32(9, 3, 2)),
            new(GraphOp.CumSum, default, F32(9, 3, 2), F32(9, 3, 2)),
            new(GraphOp.ArgMax, default, Dense(TensorType.I32, 3), F32(9, 3)),
            new(
                GraphOp.CountEqual,
                default,
                Dense(TensorType.I64, 1),
                Dense(TensorType.I32, 9, 3),
                Dense(TensorType.I32, 9, 3)
            ),
            new(GraphOp.RmsNorm, default, F32(9, 3, 2), F32(9, 3, 2)),
            new(GraphOp.GroupNorm, OpParameters.Integers(2), F32(3, 2, 4, 2), F32(3, 2, 4, 2)),
            new(
                GraphOp.SoftMax,
                OpParameters.Floats(1),
                F32(9, 3, 4),
                F32(9, 3, 4),
                Dense(TensorType.F16, 9, 3, 2),
                F32(4)
            ),
            new(GraphOp.Argsort, default, Dense(TensorType.I32, 9, 3), F32(9, 3)),
            new(GraphOp.TopK, default, Dense(TensorType.I32, 4, 3), F32(9, 3)),
        ];

    private static IEnumerable<OpCase> Products =>
        [
            new(GraphOp.MulMat, default, F32(5, 3, 4), F32(20, 5, 2), F32(20, 3, 4)),
            new(GraphOp.MulMat, default, F32(5, 3), Dense(TensorType.F16, 20, 5), Dense(TensorType.F16, 20, 3)),
            new(GraphOp.MulMat, default, F32(5, 3), Dense(TensorType.Q8_0, 64, 5), F32(64, 3)),
            new(GraphOp.MulMat, default, F32(4, 3), Dense(TensorType.Q4_K_R4, 256, 4), F32(256, 3)),
            new(GraphOp.MulMatId, default, F32(5, 2, 3), F32(20, 5, 4), F32(20, 1, 3), Dense(TensorType.I32, 2, 3)),
            new(GraphOp.OutProd, default, F32(6, 4, 2), F32(6, 3, 2), F32(4, 3, 2)),
            new(GraphOp.OutProd, default, F32(64, 4), Dense(TensorType.Q8_0, 64, 3), F32(4, 3)),
            new(GraphOp.SolveTri, default, F32(3, 4, 2), F32(4, 4, 2), F32(3, 4, 2)),
            new(GraphOp.Rope, Rope(8, RopeMode.Neox), F32(10, 2, 3), F32(10, 2, 3), Dense(TensorType.I32, 3), F32(4)),
            new(
                GraphOp.Rope,
                Rope(8, RopeMode.InterleavedMRope),
                F32(10, 2, 3),
                F32(10, 2, 3),
                Dense(TensorType.I32, 12)
            ),
            new(
                GraphOp.Rope,
                Rope(4, RopeMode.Vision),
                Dense(TensorType.F16, 8, 2, 3),
                Dense(TensorType.F16, 8, 2, 3),
                Dense(TensorType.I32, 12)
            ),
            new(
                GraphOp.FlashAttention,
                OpParameters.Floats(1),
                F32(8, 2, 3),
                F32(8, 3, 2),
                Dense(TensorType.F16, 8, 5, 1),
                Dense(TensorType.F16, 8, 5, 1),
                Dense(TensorType.F16, 5, 3)
            ),
            new(
                GraphOp.LightningIndexer,
                default,
                F32(6, 3, 1, 2),
                F32(8, 2, 3, 2),
                Dense(TensorType.F16, 8, 1, 6, 2),
                F32(2, 3, 1, 2),
                Dense(TensorType.F16, 6, 3)
            ),
        ];

    private static IEnumerable<OpCase> Recurrences =>
        [
            new(GraphOp.SsmConv, default, F32(5, 3, 2), F32(6, 5, 2), F32(4, 5)),
            new(
                GraphOp.SsmScan,
                default,
                F32(5 * 4 * 3 * 2 + 7 * 5 * 4 * 2),
                F32(7, 5, 4, 3),
                F32(5, 4, 3, 2),
                F32(4, 3, 2),
                F32(7, 4),
                F32(7, 2, 3, 2),
                F32(7, 2, 3, 2),
                Dense(TensorType.I32, 2)
            ),
            new(GraphOp.RwkvWkv6, default, F32(8, 6 + 4 * 2), Head, Head, Head, F32(4, 2), Head, State),
            new(GraphOp.GatedLinearAttention, default, F32(8, 6 + 4 * 2), Head, Head, Head, Head, State),
            new(GraphOp.RwkvWkv7, default, F32(8, 6 + 4 * 2), Head, Head, Head, Head, Head, Head, State),
            new(
                GraphOp.GatedDeltaNet,
                OpParameters.Integers(2),
                F32(8, 3 * 2 + 4 * 2 * 2),
                F32(4, 1, 3, 2),
                F32(4, 1, 3, 2),
                F32(4, 2, 3, 2),
                F32(1, 2, 3, 2),
                F32(1, 2, 3, 2),
                F32(4, 4, 2, 2)
            ),
            new(GraphOp.HcComb, OpParameters.Integers(0, 3), F32(4, 4, 3), F32(24, 3), F32(3), F32(24)),
            new(GraphOp.HcPre, default, F32(6, 3), F32(6, 4, 3), F32(4, 3)),
            new(GraphOp.HcPost, default, F32(6, 4, 3), F32(6, 3), F32(6, 4, 3), F32(4, 3), F32(4, 4, 3)),
        ];

    private static OpOperand Head => F32(4, 2, 6);

    private static OpOperand State => F32(4 * 4 * 2, 2);

    private static OpParameters Rope(int dimensions, RopeMode mode)
    {
        OpParameters words = new RopeParameters(dimensions, mode, 64, 10000, 1, 0, 1, 32, 1).ToWords();
        (words[11], words[12], words[13]) = (2, 1, 1);
        return words;
    }
}
