// Hostile descriptors, in every request that carries one.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Cases 1 to 4, 6, 7, 12, 22 and 28: addresses, types, buffers and sizes of a single tensor.</summary>
internal static class DescriptorCases
{
    private static readonly byte[] EightBytes = new byte[8];

    /// <summary>All cases for a dialect.</summary>
    internal static IEnumerable<HostileCase> All(GgmlLayout layout) =>
        [.. Addresses(layout), .. Regions(layout), .. Types(layout), .. Buffers(layout), .. Copies()];

    // A request with a given tensor in a given place; the tensor has room for two floats.
    internal static IEnumerable<(string Place, Func<WorkerSession, RawTensor, HostileFrame> Make)> Places(
        GgmlLayout layout
    )
    {
        yield return (
            "SET_TENSOR",
            (s, t) => Frame(GgmlCommand.SetTensor, RawMessages.Set(s.Layout, t, 0, EightBytes))
        );
        yield return (
            "SET_TENSOR_HASH",
            (s, t) => Frame(GgmlCommand.SetTensorHash, RawMessages.SetHash(s.Layout, t, 0, 1))
        );
        yield return ("GET_TENSOR", (s, t) => Frame(GgmlCommand.GetTensor, RawMessages.Get(s.Layout, t, 0, 8)));
        yield return (
            "COPY_TENSOR source",
            (s, t) => Frame(GgmlCommand.CopyTensor, RawMessages.Copy(s.Layout, t, s.Tensor(2, 512, 2)))
        );
        yield return (
            "COPY_TENSOR destination",
            (s, t) => Frame(GgmlCommand.CopyTensor, RawMessages.Copy(s.Layout, s.Tensor(2, 512, 2), t))
        );
        if (layout == GgmlLayout.B)
        {
            yield return (
                "MEMSET_TENSOR",
                (s, t) => Frame(GgmlCommand.MemsetTensor, RawMessages.Memset(s.Layout, t, 0, 8, 1))
            );
        }
    }

    private static IEnumerable<HostileCase> Addresses(GgmlLayout layout)
    {
        (string, Func<WorkerSession, ulong>)[] addresses =
        [
            ("zero", _ => 0),
            ("a small number", _ => 0x1234),
            ("one before the buffer", s => s.Base - 1),
            ("four before the buffer", s => s.Base - 4),
            ("the last byte", s => s.Base + s.Bytes - 1),
            ("half beyond the end", s => s.Base + s.Bytes - 4),
            ("the end", s => s.Base + s.Bytes),
            ("the highest address", _ => ulong.MaxValue),
            ("an address whose end wraps to zero", _ => ulong.MaxValue - 7),
            ("an address whose end wraps into the buffer", s => s.Base - (1ul << 63) - (1ul << 63) - 8),
        ];
        foreach ((string place, Func<WorkerSession, RawTensor, HostileFrame> make) in Places(layout))
        {
            int number =
                place == "GET_TENSOR" ? 2
                : place.StartsWith("COPY", StringComparison.Ordinal) ? 4
                : 1;
            foreach ((string what, Func<WorkerSession, ulong> address) in addresses)
            {
                yield return new HostileCase(
                    number,
                    $"{place} at {what}",
                    s => [make(s, s.Tensor(1, 0, 2) with { Data = address(s) })]
                );
            }

            yield return new HostileCase(
                number,
                $"{place} whose extents multiply beyond 64 bits",
                s =>
                    [
                        make(
                            s,
                            s.Tensor(1, 0, uint.MaxValue, uint.MaxValue, uint.MaxValue) with
                            {
                                Strides = [4, uint.MaxValue, uint.MaxValue, uint.MaxValue],
                            }
                        ),
                    ]
            );
            yield return new HostileCase(
                28,
                $"{place} that straddles the end of what was handed out",
                s => [make(s, s.Tensor(1, s.Bytes - 4, 2))]
            );
        }
    }

    private static IEnumerable<HostileCase> Regions(GgmlLayout layout)
    {
        (string, ulong Offset, ulong Size)[] regions =
        [
            ("an offset beyond the buffer", 1 << 20, 8),
            ("an offset that wraps", ulong.MaxValue - 3, 8),
            ("an offset of 2^63", 1ul << 63, 8),
            ("a region beyond the tensor, within the buffer", 4, 8),
            ("a region of the buffer for a smaller tensor", 0, 64),
        ];
        foreach ((string what, ulong offset, ulong size) in regions)
        {
            yield return new HostileCase(
                offset < 8 ? 22 : 1,
                $"SET_TENSOR with {what}",
                s =>
                    [Frame(GgmlCommand.SetTensor, RawMessages.Set(s.Layout, s.Tensor(1, 0, 2), offset, new byte[size]))]
            );
            yield return new HostileCase(
                offset < 8 ? 22 : 2,
                $"GET_TENSOR with {what}",
                s => [Frame(GgmlCommand.GetTensor, RawMessages.Get(s.Layout, s.Tensor(1, 0, 2), offset, size))]
            );
            if (layout == GgmlLayout.B)
            {
                yield return new HostileCase(
                    offset < 8 ? 22 : 1,
                    $"MEMSET_TENSOR with {what}",
                    s =>
                        [
                            Frame(
                                GgmlCommand.MemsetTensor,
                                RawMessages.Memset(s.Layout, s.Tensor(1, 0, 2), offset, size, 1)
                            ),
                        ]
                );
            }
        }

        foreach (ulong size in (ulong[])[1ul << 32, 1ul << 40, 1ul << 63, ulong.MaxValue])
        {
            yield return new HostileCase(
                2,
                $"GET_TENSOR of {size} bytes",
                s => [Frame(GgmlCommand.GetTensor, RawMessages.Get(s.Layout, s.Tensor(1, 0, 2), 0, size))]
            );
        }
    }

    private static IEnumerable<HostileCase> Types(GgmlLayout layout)
    {
        uint gap = layout == GgmlLayout.K ? 100u : 38u;
        uint count = layout == GgmlLayout.K ? 400u : 43u;
        (int, uint)[] types = [(3, 0x7FFF_FFFF), (3, uint.MaxValue), (3, count), (7, 4), (7, 5), (7, gap)];
        List<(string, Func<WorkerSession, RawTensor, HostileFrame>)> places =
        [
            .. Places(layout),
            ("INIT_TENSOR", (s, t) => Frame(GgmlCommand.InitTensor, t.ToBytes(s.Layout))),
            ("GET_ALLOC_SIZE", (s, t) => Frame(GgmlCommand.GetAllocSize, RawMessages.AllocSize(s.Layout, 0, t))),
            (
                "a node",
                (s, t) =>
                    Frame(
                        GgmlCommand.GraphCompute,
                        s.Graph(s.Tensor(2, 512, 2), t with { Op = OpNumbers.Add, Sources = [2, 2] })
                    )
            ),
            (
                "a source",
                (s, t) =>
                    Frame(
                        GgmlCommand.GraphCompute,
                        s.Graph(t, s.Tensor(2, 512, 2) with { Op = OpNumbers.Add, Sources = [t.Id, t.Id] })
                    )
            ),
        ];
        for (int i = 0; layout == GgmlLayout.B && i < layout.Sources; i++)
        {
            RawTensor[] before = new RawTensor[i];
            Array.Fill(before, new RawTensor());
            places.Add(
                (
                    $"GET_ALLOC_SIZE source {i}",
                    (s, t) =>
                        Frame(
                            GgmlCommand.GetAllocSize,
                            RawMessages.AllocSize(s.Layout, 0, s.Tensor(2, 512, 2), [.. before, t])
                        )
                )
            );
        }

        foreach ((string place, Func<WorkerSession, RawTensor, HostileFrame> make) in places)
        {
            foreach ((int number, uint type) in types)
            {
                yield return new HostileCase(
                    number,
                    $"{place} of type {type}",
                    s => [make(s, s.Tensor(1, 0, 2) with { Type = type })]
                );
            }

            // One element of a type that comes in blocks of 32.
            yield return new HostileCase(
                12,
                $"{place} of a part of a block",
                s => [make(s, s.Tensor(1, 0, 1) with { Type = RawTensor.Q4Zero, Strides = [18, 18, 18, 18] })]
            );
        }
    }

    private static IEnumerable<HostileCase> Buffers(GgmlLayout layout)
    {
        foreach ((string place, Func<WorkerSession, RawTensor, HostileFrame> make) in Places(layout))
        {
            foreach ((string what, Func<WorkerSession, ulong> buffer) in UnknownBuffers)
            {
                yield return new HostileCase(
                    6,
                    $"{place} in {what}",
                    s => [make(s, s.Tensor(1, 0, 2) with { Buffer = buffer(s) })]
                );
            }
        }
    }

    internal static IEnumerable<(string What, Func<WorkerSession, ulong> Handle)> UnknownBuffers =>
        [
            ("no buffer", _ => 0),
            ("the buffer after its own", s => s.Buffer + 1),
            ("a buffer named by its address", s => s.Base),
            ("buffer 2^64-1", _ => ulong.MaxValue),
        ];

    private static IEnumerable<HostileCase> Copies()
    {
        yield return new HostileCase(
            4,
            "COPY_TENSOR of more than there is room behind the destination",
            s =>
                [
                    Frame(
                        GgmlCommand.CopyTensor,
                        RawMessages.Copy(s.Layout, s.Tensor(1, 0, 256), s.Tensor(2, s.Bytes - 64, 16))
                    ),
                ]
        );
        yield return new HostileCase(
            4,
            "COPY_TENSOR into a smaller tensor in the middle of the buffer",
            s => [Frame(GgmlCommand.CopyTensor, RawMessages.Copy(s.Layout, s.Tensor(1, 0, 256), s.Tensor(2, 2048, 1)))],
            HostileOutcome.ClosedOrBorne
        );
    }

    private static HostileFrame Frame(GgmlCommand command, byte[] payload) => HostileFrame.Of(command, payload);
}
