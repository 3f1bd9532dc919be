// Hostile graphs: nodes, sources and parameters that lead a trusting executor out of its buffers.
using Caravan.Rpc.Tests.Captures;
using static Caravan.Rpc.Tests.Hostile.SmallGraph;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>
/// Cases 5, 9 to 11, 19 and 29: nodes and their sources. What single ops do with their operands is in <see cref="OpCases"/>.
/// </summary>
internal static class GraphCases
{
    /// <summary>All cases for a dialect.</summary>
    internal static IEnumerable<HostileCase> All(GgmlLayout layout) =>
        [.. ForeignMemory(layout), .. Ops(layout), .. Missing()];

    // Nodes that read or write memory of no buffer of this connection, in each role a tensor can have.
    private static IEnumerable<HostileCase> ForeignMemory(GgmlLayout layout)
    {
        OpNumbers ops = OpNumbers.Of(layout);
        (string, Func<WorkerSession, RawTensor, RawTensor>)[] places =
        [
            ("no buffer and an address", (s, t) => t with { Buffer = 0, Data = 0x7fff_0000_1000 }),
            ("no buffer and the address of one", (s, t) => t with { Buffer = 0 }),
            ("no buffer and no address", (s, t) => t with { Buffer = 0, Data = 0 }),
            ("an unknown buffer", (s, t) => t with { Buffer = s.Buffer + 1 }),
            ("an address before the buffer", (s, t) => t with { Data = s.Base - 4 }),
            ("an address half beyond the end", (s, t) => t with { Data = s.Base + s.Bytes - 4 }),
            ("an address that wraps", (s, t) => t with { Data = ulong.MaxValue - 3 }),
        ];
        foreach ((string what, Func<WorkerSession, RawTensor, RawTensor> move) in places)
        {
            yield return Case(5, $"ADD into {what}", s => [Input(s), Sum(s) with { Id = 3 }], (s, t) => move(s, t));
            yield return new HostileCase(
                5,
                $"ADD of the first source in {what}",
                s => [Compute(s, move(s, Input(s)), Second(s), Sum(s))]
            );
            yield return new HostileCase(
                5,
                $"ADD of the second source in {what}",
                s => [Compute(s, Input(s), move(s, Second(s)), Sum(s))]
            );
            yield return new HostileCase(
                5,
                $"CPY into {what}",
                s =>
                    [
                        Compute(
                            s,
                            Input(s),
                            move(s, Second(s)),
                            move(s, Sum(s) with { Op = ops.Cpy, ViewSource = Second(s).Id })
                        ),
                    ]
            );
            yield return new HostileCase(
                5,
                $"MUL_MAT with a weight in {what}",
                s => [Compute(s, move(s, Input(s)), Second(s), Product(s, ops))]
            );
        }

        HostileCase Case(
            int number,
            string name,
            Func<WorkerSession, RawTensor[]> tensors,
            Func<WorkerSession, RawTensor, RawTensor> change
        ) =>
            new(
                number,
                name,
                s =>
                {
                    RawTensor[] table = tensors(s);
                    table[^1] = change(s, table[^1] with { Sources = [1, 1] });
                    return [Compute(s, table)];
                }
            );
    }

    private static IEnumerable<HostileCase> Ops(GgmlLayout layout)
    {
        OpNumbers ops = OpNumbers.Of(layout);
        foreach (uint op in ops.Calls)
        {
            yield return new HostileCase(
                9,
                $"op {op}, which calls the address in its parameters",
                s =>
                    [
                        Compute(
                            s,
                            Input(s),
                            Second(s),
                            Sum(s) with
                            {
                                Op = op,
                                OpParameters = [0x4141_4141, 0x4141, 1, 0],
                            }
                        ),
                    ]
            );
        }

        foreach (uint op in (uint[])[ops.Count, ops.Count + 1, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue])
        {
            yield return new HostileCase(
                19,
                $"op {op}, which does not exist",
                s => [Compute(s, Input(s), Second(s), Sum(s) with { Op = op })]
            );
        }

        foreach (uint op in (uint[])[ops.Pool2D, ops.WinPart, ops.FlashAttention])
        {
            yield return new HostileCase(
                29,
                $"op {op} with operands that it cannot have",
                s => [Compute(s, Input(s), Second(s), Sum(s) with { Op = op })]
            );
        }
    }

    private static IEnumerable<HostileCase> Missing()
    {
        yield return new HostileCase(10, "a null node and no tensors", s => [Nodes(s, [0])]);
        yield return new HostileCase(10, "a null node first", s => [Nodes(s, [0, 3], Input(s), Second(s), Sum(s))]);
        yield return new HostileCase(10, "a null node last", s => [Nodes(s, [3, 0], Input(s), Second(s), Sum(s))]);
        yield return new HostileCase(
            10,
            "a null node that is in the table",
            s => [Nodes(s, [0], Input(s), Second(s), Sum(s) with { Id = 0 })]
        );
        yield return new HostileCase(
            11,
            "a node that is not in the table",
            s => [Nodes(s, [99], Input(s), Second(s), Sum(s))]
        );
        yield return new HostileCase(11, "a node and no table", s => [Nodes(s, [3])]);
        yield return new HostileCase(
            11,
            "a source that is not in the table",
            s => [Compute(s, Input(s), Sum(s) with { Sources = [1, 99] })]
        );
        yield return new HostileCase(
            11,
            "a viewed tensor that is not in the table",
            s => [Compute(s, Input(s), Second(s), Sum(s) with { ViewSource = 99 })]
        );
        yield return new HostileCase(
            11,
            "an op without its sources",
            s => [Compute(s, Input(s), Second(s), Sum(s) with { Sources = [] })]
        );
        yield return new HostileCase(
            11,
            "an op without its second source",
            s => [Compute(s, Input(s), Second(s), Sum(s) with { Sources = [1] })]
        );
        yield return new HostileCase(
            11,
            "two tensors of one id",
            s => [Compute(s, Input(s), Second(s) with { Id = 1 }, Sum(s) with { Sources = [1, 1] })],
            HostileOutcome.ClosedOrBorne
        );
    }
}
