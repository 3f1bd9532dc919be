// The parsed head of one GGUF file: metadata and tensor descriptions, all checked against the file's size.
namespace Caravan.Gguf;

/// <summary>
/// What one file declares. Parsing works on a block of memory (a map or a buffer), trusts nothing in it, and raises
/// <see cref="GgufException"/> alone. The result holds copies: it does not refer to the block.
/// </summary>
public sealed class GgufContent
{
    internal GgufContent(
        uint version,
        GgufMetadata metadata,
        IReadOnlyList<GgufTensor> tensors,
        uint alignment,
        long dataOffset
    )
    {
        Version = version;
        Metadata = metadata;
        Tensors = tensors;
        Alignment = alignment;
        DataOffset = dataOffset;
    }

    /// <summary>Version of the file format: 2 or 3.</summary>
    public uint Version { get; }

    /// <summary>The metadata.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The tensors in the order of the file.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Alignment of tensor data in bytes, a power of two.</summary>
    public uint Alignment { get; }

    /// <summary>Where tensor data begins, in bytes from the block's start.</summary>
    public long DataOffset { get; }

    /// <summary>Parses a block of memory that holds a GGUF file.</summary>
    /// <param name="start">First byte; readable for <paramref name="length"/> bytes during the call.</param>
    /// <param name="length">Bytes of the block.</param>
    /// <param name="source">Name of the file, for messages.</param>
    /// <param name="shardIndex">What <see cref="GgufTensor.ShardIndex"/> shall say.</param>
    /// <exception cref="GgufException">The block is no valid GGUF file.</exception>
    public static unsafe GgufContent Parse(byte* start, long length, string source, int shardIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        GgufCursor cursor = new(start, length, source);
        (uint version, ulong tensorCount, ulong entryCount) = GgufHeaderReader.Read(ref cursor);
        GgufMetadata metadata = GgufMetadataReader.Read(ref cursor, entryCount);
        uint alignment = GgufHeaderReader.Alignment(metadata);
        (IReadOnlyList<GgufTensor> tensors, long dataOffset) = GgufTensorReader.Read(
            ref cursor,
            tensorCount,
            alignment,
            length,
            shardIndex
        );
        return new GgufContent(version, metadata, tensors, alignment, dataOffset);
    }
}
