// Hostile contents: index tensors that name rows and experts which do not exist, and the newer dialect's own ops.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Cases 16 to 18 and 32.</summary>
internal static class IndexCases
{
    private const ulong IndexOffset = 1024;
    private const ulong ResultOffset = 2048;

    /// <summary>All cases for a dialect.</summary>
    internal static IEnumerable<HostileCase> All(GgmlLayout layout) =>
        [.. Indices(OpNumbers.Of(layout), [-1, 4, 1 << 20, int.MaxValue, int.MinValue]), .. Newer(layout)];

    // Numbers of rows and experts that do not exist, in the contents of the index tensor.
    internal static IEnumerable<HostileCase> Indices(OpNumbers ops, int[] indices)
    {
        foreach (int index in indices)
        {
            yield return new HostileCase(
                18,
                $"GET_ROWS of row {index} of four",
                s =>
                    [
                        Indexed(s, index),
                        Compute(
                            s,
                            s.Tensor(1, 0, 4, 4),
                            Index(s, RawTensor.I32, 4, 2),
                            s.Tensor(3, ResultOffset, 4, 2) with
                            {
                                Op = ops.GetRows,
                                Sources = [1, 2],
                            }
                        ),
                    ],
                HostileOutcome.ClosedOrBorne
            );
            yield return new HostileCase(
                18,
                $"GET_ROWS of row {index} of four quantized ones",
                s =>
                    [
                        Indexed(s, index),
                        Compute(
                            s,
                            s.Tensor(1, 0, 32, 4) with
                            {
                                Type = RawTensor.Q4Zero,
                                Strides = [18, 18, 72, 72],
                            },
                            Index(s, RawTensor.I32, 4, 2),
                            s.Tensor(3, ResultOffset, 32, 2) with
                            {
                                Op = ops.GetRows,
                                Sources = [1, 2],
                            }
                        ),
                    ],
                HostileOutcome.ClosedOrBorne
            );
            yield return new HostileCase(
                18,
                $"MUL_MAT_ID with expert {index} of two",
                s =>
                    [
                        Indexed(s, index),
                        Compute(
                            s,
                            s.Tensor(1, 0, 32, 2, 2),
                            Index(s, RawTensor.I32, 4, 2, 1),
                            s.Tensor(3, 512, 32, 1, 1),
                            s.Tensor(4, ResultOffset, 2, 2, 1) with
                            {
                                Op = ops.MulMatId,
                                Sources = [1, 3, 2],
                            }
                        ),
                    ],
                HostileOutcome.ClosedOrBorne
            );
            yield return new HostileCase(
                18,
                $"SET_ROWS to row {index} of four",
                s =>
                {
                    RawTensor destination = s.Tensor(3, ResultOffset, 4, 4);
                    return
                    [
                        Indexed(s, index),
                        Compute(
                            s,
                            s.Tensor(1, 0, 4, 2),
                            Index(s, RawTensor.I64, 8, 2),
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
                },
                HostileOutcome.ClosedOrBorne
            );
        }
    }

    // Ops that only the newer dialect has.
    private static IEnumerable<HostileCase> Newer(GgmlLayout layout)
    {
        const uint stateScan = 77;
        const uint gatedDelta = 86;
        const uint padReflect = 65;
        if (layout != GgmlLayout.B)
        {
            yield break;
        }

        yield return new HostileCase(
            16,
            "SSM_SCAN whose sequence number is huge",
            s =>
                [
                    Indexed(s, int.MaxValue),
                    Compute(
                        s,
                        s.Tensor(1, 0, 4, 1, 2, 1),
                        s.Tensor(2, 128, 1, 2, 1, 1),
                        s.Tensor(3, 256, 2, 1, 1),
                        s.Tensor(4, 384, 1, 2),
                        s.Tensor(5, 512, 4, 1, 1, 1),
                        s.Tensor(6, 640, 4, 1, 1, 1),
                        Index(s, RawTensor.I32, 4, 1) with
                        {
                            Id = 7,
                        },
                        s.Tensor(8, ResultOffset, 10) with
                        {
                            Op = stateScan,
                            Sources = [1, 2, 3, 4, 5, 6, 7],
                        }
                    ),
                ]
        );
        yield return new HostileCase(
            17,
            "GATED_DELTA_NET with a huge number of snapshots",
            s =>
                [
                    Compute(
                        s,
                        s.Tensor(1, 0, 4, 1, 1, 1),
                        s.Tensor(2, 128, 4, 1, 1, 1),
                        s.Tensor(3, 256, 4, 1, 1, 1),
                        s.Tensor(4, 384, 1, 1, 1, 1),
                        s.Tensor(5, 512, 1, 1, 1, 1),
                        s.Tensor(6, 640, 16, 1, 1, 1),
                        s.Tensor(7, ResultOffset, 4, 5) with
                        {
                            Op = gatedDelta,
                            OpParameters = [1 << 20],
                            Sources = [1, 2, 3, 4, 5, 6],
                        }
                    ),
                ]
        );
        foreach ((int left, int right) in ((int, int)[])[(100, 100), (-4, 4), (int.MaxValue, 1)])
        {
            yield return new HostileCase(
                32,
                $"PAD_REFLECT_1D by {left} and {right}",
                s =>
                    [
                        Compute(
                            s,
                            s.Tensor(1, 0, 4),
                            s.Tensor(2, ResultOffset, 8) with
                            {
                                Op = padReflect,
                                OpParameters = [left, right],
                                Sources = [1],
                            }
                        ),
                    ]
            );
        }
    }

    private static RawTensor Index(WorkerSession s, uint type, uint elementBytes, params ReadOnlySpan<uint> extents) =>
        (s.Tensor(2, IndexOffset, 1) with { Type = type }).Shaped(elementBytes, extents);

    // Writes two indices, of 32 and of 64 bits alike: a good one and the given one, sign and all.
    private static HostileFrame Indexed(WorkerSession s, int index) =>
        HostileFrame.Of(
            GgmlCommand.SetTensor,
            RawMessages.Set(
                s.Layout,
                s.Tensor(1, IndexOffset, 4),
                0,
                [.. RawMessages.U64((ulong)(long)index), .. RawMessages.U64((ulong)(long)index)]
            )
        );

    private static HostileFrame Compute(WorkerSession s, params RawTensor[] tensors) =>
        HostileFrame.Of(GgmlCommand.GraphCompute, s.Graph(tensors));
}
