// How long requests are.
namespace Caravan.Rpc;

/// <summary>Payload lengths of requests, in bytes.</summary>
internal static class RequestLengths
{
    /// <summary>Bytes before a graph's node ids: device and count.</summary>
    internal const int GraphHeader = 8;

    /// <summary>The exact length of a request's payload, or null where it varies.</summary>
    /// <param name="command">A command of the dialect.</param>
    /// <param name="dialect">The dialect.</param>
    internal static long? Fixed(RpcCommand command, Dialect dialect)
    {
        int descriptor = dialect.DescriptorBytes;
        return command switch
        {
            RpcCommand.AllocateBuffer => 12,
            RpcCommand.GetAlignment or RpcCommand.GetMaximumSize => 4,
            RpcCommand.GetDeviceMemory or RpcCommand.RecomputeGraph => 4,
            RpcCommand.GetBufferBase or RpcCommand.FreeBuffer => 8,
            RpcCommand.ClearBuffer => 9,
            RpcCommand.SetTensorHash or RpcCommand.GetTensor => descriptor + 16,
            RpcCommand.MemsetTensor => descriptor + 17,
            RpcCommand.CopyTensor => 2 * descriptor,
            RpcCommand.InitTensor => descriptor,
            RpcCommand.GetAllocationSize => 4 + (descriptor * (1 + dialect.AllocationSizeSources)),
            RpcCommand.GetDeviceCount => 0,
            _ => null,
        };
    }

    /// <summary>Bytes of SET_TENSOR before its content.</summary>
    internal static int SetTensorHeader(Dialect dialect) =>
        dialect.DescriptorBytes + (dialect.HasCacheFlag ? 1 : 0) + 8;

    /// <summary>True for commands that carry tensor descriptors, whose length tells K from upstream 3.x.</summary>
    internal static bool HasDescriptor(RpcCommand command) =>
        command
            is RpcCommand.SetTensor
                or RpcCommand.SetTensorHash
                or RpcCommand.GetTensor
                or RpcCommand.CopyTensor
                or RpcCommand.ComputeGraph
                or RpcCommand.InitTensor
                or RpcCommand.GetAllocationSize;
}
