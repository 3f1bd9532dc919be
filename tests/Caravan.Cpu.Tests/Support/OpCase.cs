// A node of one op over leaves of given layouts, which can be run between inaccessible pages.
using Caravan.Graph;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests;

/// <summary>An op with its parameters and the layouts of its result (first) and sources.</summary>
internal sealed record OpCase(GraphOp Op, OpParameters Parameters, params OpOperand[] Operands)
{
    /// <summary>
    /// Compiles and runs the node once on two threads, with every operand ending, or beginning, at a page that ends the test
    /// program when it is touched. Floats are 0.5, integers <paramref name="index"/>.
    /// </summary>
    internal unsafe void Run(bool endsAtGuard, int index = 0)
    {
        GraphBuilder builder = new();
        GraphTensor[] leaves =
        [
            .. Operands.Select(
                (o, i) =>
                    builder.Leaf(
                        $"operand_{i}",
                        o.Type,
                        Extents.Shape(o.Shape),
                        Extents.Shape(o.Strides),
                        TensorRole.State
                    )
            ),
        ];
        builder.Output(builder.NodeOver(Op, leaves[0], Parameters, leaves.AsSpan(1)));
        List<IDisposable> owners = [];
        using CpuDevice device = new(2);
        TensorBindings bindings = new();
        try
        {
            for (int i = 0; i < leaves.Length; i++)
            {
                byte[] content = Operands[i].Content(index);
                GuardedBuffer memory = endsAtGuard
                    ? GuardedBuffer.EndingAtGuard<byte>(content)
                    : GuardedBuffer.StartingAfterGuard<byte>(content);
                owners.Add(memory);
                bindings.Bind(leaves[i], device.Import(memory.Pointer, memory.Length)!, 0);
            }

            using IProgram program = device.Compile(builder.Build(), bindings, default);
            program.Run(default);
        }
        finally
        {
            owners.ForEach(owner => owner.Dispose());
        }
    }
}
