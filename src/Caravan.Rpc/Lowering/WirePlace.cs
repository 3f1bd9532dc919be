// Where a tensor that owns its bytes lies on a worker.
namespace Caravan.Rpc;

/// <summary>A place in a buffer of a worker.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Offset">Byte offset in it.</param>
internal readonly record struct WirePlace(RpcBuffer Buffer, long Offset)
{
    /// <summary>Address of the first byte.</summary>
    internal ulong Address => Buffer.Address + (ulong)Offset;
}
