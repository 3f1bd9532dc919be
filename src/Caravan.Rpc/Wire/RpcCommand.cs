// The commands of the ggml RPC protocol since HELLO exists.
namespace Caravan.Rpc;

/// <summary>First byte of a request. Dialects A and 1.x, which number some of them differently, are not spoken.</summary>
public enum RpcCommand : byte
{
    /// <summary>Device u32, size u64 → handle u64, granted size u64; (0, 0) when there is no memory.</summary>
    AllocateBuffer = 0,

    /// <summary>Device u32 → alignment u64.</summary>
    GetAlignment = 1,

    /// <summary>Device u32 → largest buffer u64.</summary>
    GetMaximumSize = 2,

    /// <summary>Handle u64 → base address u64.</summary>
    GetBufferBase = 3,

    /// <summary>Handle u64 → empty answer (none in C 7).</summary>
    FreeBuffer = 4,

    /// <summary>Handle u64, value u8 → empty answer (none in C 7).</summary>
    ClearBuffer = 5,

    /// <summary>Descriptor, (C: cache flag u8,) offset u64, bytes → no answer.</summary>
    SetTensor = 6,

    /// <summary>Descriptor, offset u64, FNV-1a u64 → 1 when the bytes were found and written, else 0.</summary>
    SetTensorHash = 7,

    /// <summary>Descriptor, offset u64, size u64 → the bytes.</summary>
    GetTensor = 8,

    /// <summary>Source descriptor, destination descriptor → 1 when copied.</summary>
    CopyTensor = 9,

    /// <summary>Device u32, nodes u32, node ids u64 each, tensors u32, descriptors → no answer.</summary>
    ComputeGraph = 10,

    /// <summary>Device u32 → free u64, total u64.</summary>
    GetDeviceMemory = 11,

    /// <summary>Descriptor → empty answer (none in C 7).</summary>
    InitTensor = 12,

    /// <summary>Device u32, descriptor (B and C: and 10 source descriptors) → bytes u64.</summary>
    GetAllocationSize = 13,

    /// <summary>First request: empty in K, 24 bytes in B and C → version.</summary>
    Hello = 14,

    /// <summary>Nothing → devices u32.</summary>
    GetDeviceCount = 15,

    /// <summary>Device u32 → no answer; runs the graph stored last for that device again.</summary>
    RecomputeGraph = 16,

    /// <summary>B and C: descriptor, offset u64, size u64, value u8 → empty answer (none in C 7).</summary>
    MemsetTensor = 17,
}
