// Command numbers of the ggml RPC protocol, as dialects K and B share them.
namespace Caravan.Rpc.Tests.Captures;

/// <summary>
/// The first byte of a request. Written out for the tests, from the protocol's description, so that they do not lean on the
/// product's own table.
/// </summary>
internal enum GgmlCommand : byte
{
    AllocBuffer = 0,
    GetAlignment = 1,
    GetMaxSize = 2,
    BufferGetBase = 3,
    FreeBuffer = 4,
    BufferClear = 5,
    SetTensor = 6,
    SetTensorHash = 7,
    GetTensor = 8,
    CopyTensor = 9,
    GraphCompute = 10,
    GetDeviceMemory = 11,
    InitTensor = 12,
    GetAllocSize = 13,
    Hello = 14,
    DeviceCount = 15,
    GraphRecompute = 16,

    /// <summary>Dialect B alone.</summary>
    MemsetTensor = 17,
}
