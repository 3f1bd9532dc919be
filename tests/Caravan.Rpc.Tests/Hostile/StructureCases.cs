// Hostile graph structures: cycles, long chains, counts that lie, and graphs that outlive their buffers.
using Caravan.Rpc.Tests.Captures;
using static Caravan.Rpc.Tests.Hostile.SmallGraph;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Cases 8 and 20, and payloads that do not hold what their counts say.</summary>
internal static class StructureCases
{
    private const int ChainLength = 100_000;

    /// <summary>All cases for a dialect.</summary>
    internal static IEnumerable<HostileCase> All(GgmlLayout layout) => [.. Stored(), .. Chains(layout), .. Headers()];

    // Whether a stored graph outlives what it points to.
    private static IEnumerable<HostileCase> Stored()
    {
        yield return new HostileCase(
            8,
            "RECOMPUTE after the graph's buffer was freed",
            s =>
                [
                    Compute(s, Input(s), Second(s), Sum(s)),
                    HostileFrame.Of(GgmlCommand.FreeBuffer, RawMessages.Handle(s.Buffer)),
                    HostileFrame.Of(GgmlCommand.GraphRecompute, RawMessages.U32(0)),
                ]
        );
        yield return new HostileCase(
            8,
            "RECOMPUTE without a graph",
            _ => [HostileFrame.Of(GgmlCommand.GraphRecompute, RawMessages.U32(0))]
        );
        foreach (uint device in (uint[])[1000, int.MaxValue, uint.MaxValue])
        {
            yield return new HostileCase(
                8,
                $"RECOMPUTE of device {device}",
                _ => [HostileFrame.Of(GgmlCommand.GraphRecompute, RawMessages.U32(device))]
            );
            yield return new HostileCase(
                8,
                $"COMPUTE on device {device}",
                s =>
                    [
                        HostileFrame.Of(
                            GgmlCommand.GraphCompute,
                            RawMessages.Graph(s.Layout, device, [3], Input(s), Second(s), Sum(s))
                        ),
                    ]
            );
        }
    }

    private static IEnumerable<HostileCase> Chains(GgmlLayout layout)
    {
        uint view = OpNumbers.Of(layout).View;
        foreach (bool lastFirst in (bool[])[false, true])
        {
            yield return new HostileCase(
                20,
                $"a chain of {ChainLength} views, {(lastFirst ? "last" : "first")} node first",
                s =>
                {
                    RawTensor[] table = new RawTensor[ChainLength];
                    table[0] = Input(s);
                    for (int i = 1; i < table.Length; i++)
                    {
                        table[i] = Input(s) with
                        {
                            Id = (ulong)i + 1,
                            Op = view,
                            Sources = [(ulong)i],
                            ViewSource = (ulong)i,
                        };
                    }

                    ulong last = table[^1].Id;
                    if (lastFirst)
                    {
                        Array.Reverse(table);
                    }

                    return [Nodes(s, [last], table)];
                },
                HostileOutcome.ClosedOrBorne
            );
        }

        yield return new HostileCase(
            20,
            "a tensor that views itself",
            s => [Compute(s, Input(s), Second(s), Sum(s) with { ViewSource = 3 })]
        );
        yield return new HostileCase(
            20,
            "two tensors that view each other",
            s =>
                [
                    Compute(
                        s,
                        Input(s) with
                        {
                            Op = view,
                            Sources = [2],
                            ViewSource = 2,
                        },
                        Second(s) with
                        {
                            Op = view,
                            Sources = [1],
                            ViewSource = 1,
                        },
                        Sum(s)
                    ),
                ]
        );
        yield return new HostileCase(
            20,
            "a sum that is its own source",
            s => [Compute(s, Input(s), Sum(s) with { Sources = [1, 3] })],
            HostileOutcome.ClosedOrBorne
        );
        yield return new HostileCase(
            20,
            "a view that begins beyond what it views",
            s =>
                [
                    Compute(
                        s,
                        Input(s) with
                        {
                            Id = 4,
                        },
                        Input(s) with
                        {
                            Op = view,
                            Sources = [4],
                            ViewSource = 4,
                            ViewOffset = 1ul << 40,
                            Data = Input(s).Data + (1ul << 40),
                        },
                        Second(s),
                        Sum(s)
                    ),
                ]
        );
    }

    // Counts that the payload does not hold.
    private static IEnumerable<HostileCase> Headers()
    {
        foreach (uint count in (uint[])[2, 1000, 0x1000_0000, 0x2000_0000, int.MaxValue, 0x8000_0000, uint.MaxValue])
        {
            yield return new HostileCase(10, $"{count} nodes announced, one there", s => [Counted(s, at: 4, count)]);
            yield return new HostileCase(
                11,
                $"{count} tensors announced, three there",
                s => [Counted(s, at: 16, count)]
            );
        }

        foreach (int length in (int[])[0, 1, 4, 7, 8, 11, 12, 15, 16, 19, 20, 21])
        {
            yield return new HostileCase(
                10,
                $"a graph of {length} bytes",
                s =>
                    [
                        HostileFrame.Of(
                            GgmlCommand.GraphCompute,
                            RawMessages.Graph(s.Layout, 0, [3], Input(s), Second(s), Sum(s))[..length]
                        ),
                    ]
            );
        }

        foreach (int extra in (int[])[-1, 1, 8])
        {
            yield return new HostileCase(
                10,
                $"a graph whose payload is {extra} bytes longer than its counts say",
                s =>
                {
                    byte[] graph = RawMessages.Graph(s.Layout, 0, [3], Input(s), Second(s), Sum(s));
                    Array.Resize(ref graph, graph.Length + extra);
                    return [HostileFrame.Of(GgmlCommand.GraphCompute, graph)];
                },
                extra > 0 ? HostileOutcome.ClosedOrBorne : HostileOutcome.Closed
            );
        }
    }

    private static HostileFrame Counted(WorkerSession session, int at, uint count)
    {
        byte[] graph = RawMessages.Graph(session.Layout, 0, [3], Input(session), Second(session), Sum(session));
        RawMessages.U32(count).CopyTo(graph, at);
        return HostileFrame.Of(GgmlCommand.GraphCompute, graph);
    }
}
