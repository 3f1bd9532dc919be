// Hostile operands: ops whose shapes or parameters point outside.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Cases 13 to 15 and 29: what single ops would touch by their shapes and parameters.</summary>
internal static class OpCases
{
    private const ulong IndexOffset = 1024;
    private const ulong ResultOffset = 2048;

    /// <summary>All cases for a dialect.</summary>
    internal static IEnumerable<HostileCase> All(GgmlLayout layout)
    {
        OpNumbers ops = OpNumbers.Of(layout);
        return [.. Rows(ops), .. Windows(ops), .. Combinations(ops)];
    }

    private static IEnumerable<HostileCase> Rows(OpNumbers ops)
    {
        yield return new HostileCase(
            13,
            "GET_ROWS with more planes of indices than the table has",
            s =>
                [
                    Compute(
                        s,
                        s.Tensor(1, 0, 4, 4),
                        Index(s, RawTensor.I32, 4, 2, 64),
                        s.Tensor(3, ResultOffset, 4, 2, 64) with
                        {
                            Op = ops.GetRows,
                            Sources = [1, 2],
                        }
                    ),
                ]
        );
        yield return new HostileCase(
            13,
            "GET_ROWS whose result is smaller than what is gathered",
            s =>
                [
                    Compute(
                        s,
                        s.Tensor(1, 0, 4, 4),
                        Index(s, RawTensor.I32, 4, 64),
                        s.Tensor(3, s.Bytes - 16, 4, 1) with
                        {
                            Op = ops.GetRows,
                            Sources = [1, 2],
                        }
                    ),
                ]
        );
        foreach (uint stride in (uint[])[64, 1 << 20, 0x7FFF_FFF0, 0xFFFF_FFF0])
        {
            yield return new HostileCase(
                14,
                $"SET_ROWS of two planes into one with a stride of {stride}",
                s =>
                {
                    RawTensor destination = s.Tensor(3, ResultOffset, 4, 4) with { Strides = [4, 16, stride, stride] };
                    return
                    [
                        Compute(
                            s,
                            s.Tensor(1, 0, 4, 1, 2),
                            Index(s, RawTensor.I64, 8, 1),
                            destination,
                            destination with
                            {
                                Id = 4,
                                Op = ops.SetRows,
                                Sources = [1, 2, 3],
                                ViewSource = 3,
                            }
                        ),
                    ];
                }
            );
        }
    }

    private static IEnumerable<HostileCase> Windows(OpNumbers ops)
    {
        (string, int[])[] parameters =
        [
            ("strides that cancel", [-0x1000_0000, 0x1000_0000, 0, 0]),
            ("a negative offset", [16, 64, 64, -16]),
            ("an offset beyond the end", [16, 64, 64, 1 << 20]),
            ("the highest numbers", [int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue]),
            ("the lowest numbers", [int.MinValue, int.MinValue, int.MinValue, int.MinValue]),
        ];
        foreach ((string name, uint op) in ((string, uint)[])[("ACC", OpNumbers.Acc), ("SET", ops.Set)])
        {
            foreach ((string what, int[] values) in parameters)
            {
                yield return new HostileCase(
                    15,
                    $"{name} with {what}",
                    s =>
                        [
                            Compute(
                                s,
                                s.Tensor(1, 0, 4, 4, 4),
                                s.Tensor(2, IndexOffset, 4, 2, 2),
                                s.Tensor(3, ResultOffset, 4, 4, 4) with
                                {
                                    Op = op,
                                    OpParameters = values,
                                    Sources = [1, 2],
                                }
                            ),
                        ]
                );
            }
        }
    }

    private static IEnumerable<HostileCase> Combinations(OpNumbers ops)
    {
        (string, Func<WorkerSession, RawTensor[]>)[] graphs =
        [
            ("MUL_MAT of unequal rows", s => Binary(s, ops.MulMat, s.Tensor(1, 0, 32, 2), s.Tensor(2, 512, 16), 2)),
            (
                "MUL_MAT with quantized activations",
                s =>
                    Binary(
                        s,
                        ops.MulMat,
                        s.Tensor(1, 0, 32, 2),
                        s.Tensor(2, 512, 32) with
                        {
                            Type = RawTensor.Q4Zero,
                            Strides = [18, 18, 18, 18],
                        },
                        2
                    )
            ),
            (
                "MUL_MAT with whole numbers for weights",
                s => Binary(s, ops.MulMat, s.Tensor(1, 0, 32, 2) with { Type = RawTensor.I32 }, s.Tensor(2, 512, 32), 2)
            ),
            (
                "MUL_MAT into a larger result",
                s => Binary(s, ops.MulMat, s.Tensor(1, 0, 32, 2), s.Tensor(2, 512, 32), 64)
            ),
            ("ADD of unequal shapes", s => Binary(s, OpNumbers.Add, s.Tensor(1, 0, 8), s.Tensor(2, 512, 5), 8)),
            ("ADD into a larger result", s => Binary(s, OpNumbers.Add, s.Tensor(1, 0, 8), s.Tensor(2, 512, 8), 64)),
            (
                "ADD of 64-bit numbers",
                s => Binary(s, OpNumbers.Add, s.Tensor(1, 0, 8) with { Type = RawTensor.I64 }, s.Tensor(2, 512, 8), 8)
            ),
            (
                "ADD with strides that leave the buffer",
                s =>
                    Binary(
                        s,
                        OpNumbers.Add,
                        s.Tensor(1, 0, 4, 4) with
                        {
                            Strides = [4, 0x4000_0000, 0x4000_0000, 0x4000_0000],
                        },
                        s.Tensor(2, 512, 4),
                        4
                    )
            ),
            (
                "ADD with an extent of zero in the result's middle",
                s => Binary(s, OpNumbers.Add, s.Tensor(1, 0, 4, 0, 4), s.Tensor(2, 512, 4), 4)
            ),
            ("CPY to another number of elements", s => Binary(s, ops.Cpy, s.Tensor(1, 0, 64), s.Tensor(2, 1024, 4), 4)),
        ];
        foreach ((string what, Func<WorkerSession, RawTensor[]> tensors) in graphs)
        {
            yield return new HostileCase(29, what, s => [Compute(s, tensors(s))]);
        }
    }

    private static RawTensor[] Binary(WorkerSession s, uint op, RawTensor first, RawTensor second, uint result) =>
        [first, second, s.Tensor(3, ResultOffset, result) with { Op = op, Sources = [1, 2] }];

    private static RawTensor Index(WorkerSession s, uint type, uint elementBytes, params ReadOnlySpan<uint> extents) =>
        (s.Tensor(2, IndexOffset, 1) with { Type = type }).Shaped(elementBytes, extents);

    private static HostileFrame Compute(WorkerSession s, params RawTensor[] tensors) =>
        HostileFrame.Of(GgmlCommand.GraphCompute, s.Graph(tensors));
}
