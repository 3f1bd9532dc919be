// Memory that a worker's kernels want behind a result.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// Upstream's backends may put scratch of attention and of products by experts behind the result, how much depends on the
/// operands. Asked for the numbers of tokens at which kernels change, once for each form.
/// </summary>
internal static class ScratchSizes
{
    private static readonly long[] TokenCounts = [1, 2, 4, 8, 16, 19, 20, 32, 64];

    /// <summary>Bytes to set aside for a tensor.</summary>
    internal static long AllocationBytes(RpcDevice device, GraphTensor tensor, in SymbolValues maximum)
    {
        long bytes = Footprint.Bytes(tensor, maximum);
        bool mayHaveScratch =
            device.Server.Dialect.Family == DialectFamily.Upstream
            && tensor.Op is GraphOp.FlashAttention or GraphOp.MulMatId;
        if (!mayHaveScratch)
        {
            return bytes;
        }

        foreach (long tokens in TokenCounts)
        {
            SymbolValues symbols = maximum with
            {
                Tokens = Math.Min(tokens, maximum.Tokens),
                Outputs = Math.Min(tokens, maximum.Outputs),
            };
            bytes = Math.Max(bytes, Ask(device, tensor, symbols));
        }

        return Math.Max(bytes, Ask(device, tensor, maximum));
    }

    private static long Ask(RpcDevice device, GraphTensor tensor, in SymbolValues symbols)
    {
        Dialect dialect = device.Server.Dialect;
        TensorDescriptor[] sources = new TensorDescriptor[tensor.Sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            if (tensor.Sources[i] is { } source)
            {
                sources[i] = Describe(source, symbols, (ulong)i + 2);
            }
        }

        TensorDescriptor result = Describe(tensor, symbols, 1);
        result.Op = dialect.NumberOf(OpLowering.WireOpOf(tensor, dialect))!.Value;
        result.Parameters = OpLowering.Parameters(tensor, dialect, 0);
        for (int i = 0; i < sources.Length; i++)
        {
            result.Sources[i] = sources[i].Id;
        }

        return device.Server.AskAllocationBytes(device.Index, result, sources, Footprint.Bytes(tensor, symbols));
    }

    private static TensorDescriptor Describe(GraphTensor tensor, in SymbolValues symbols, ulong id)
    {
        TensorShape shape = tensor.Shape.Evaluate(symbols);
        TensorShape strides = tensor.Strides.Evaluate(symbols);
        TensorDescriptor descriptor = default;
        descriptor.Id = id;
        descriptor.Type = (uint)tensor.Type;
        for (int i = 0; i < 4; i++)
        {
            descriptor.Extents[i] = (uint)shape[i];
            descriptor.Strides[i] = (uint)strides[i];
        }

        return descriptor;
    }
}
