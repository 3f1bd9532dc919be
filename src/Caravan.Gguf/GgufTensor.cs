// What a file says of one tensor: name, type, shape, and where its bytes are.
using Caravan.Tensors;

namespace Caravan.Gguf;

/// <summary>A tensor's description. Its bytes lie within the shard: the reader has checked that.</summary>
/// <param name="Name">The tensor's name, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Extents, <c>ne0</c> (contiguous) first.</param>
/// <param name="Dimensions">Number of dimensions the file gives, 1 to 4.</param>
/// <param name="ShardIndex">Index into <see cref="GgufFile.Shards"/>.</param>
/// <param name="Offset">Offset of the first byte from the start of the shard's file, in bytes.</param>
/// <param name="Bytes">Size in bytes.</param>
public sealed record GgufTensor(
    string Name,
    TensorType Type,
    TensorShape Shape,
    int Dimensions,
    int ShardIndex,
    long Offset,
    long Bytes
);
