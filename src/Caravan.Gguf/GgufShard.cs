// One file of a model, mapped.
using Caravan.Platform;

namespace Caravan.Gguf;

/// <summary>One file of a model: the whole model, or one shard of several.</summary>
public sealed class GgufShard
{
    internal GgufShard(MappedFile map, GgufContent content)
    {
        Map = map;
        Version = content.Version;
        Alignment = content.Alignment;
        DataOffset = content.DataOffset;
    }

    /// <summary>Path of the file.</summary>
    public string Path => Map.Path;

    /// <summary>Size of the file in bytes when it was opened.</summary>
    public long Size => Map.Length;

    /// <summary>The mapped file.</summary>
    public MappedFile Map { get; }

    /// <summary>Version of the file format: 2 or 3.</summary>
    public uint Version { get; }

    /// <summary>Alignment of tensor data in bytes.</summary>
    public uint Alignment { get; }

    /// <summary>Where tensor data begins, in bytes from the file's start.</summary>
    public long DataOffset { get; }
}
