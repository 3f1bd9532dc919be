// An open GGUF model: metadata and tensors of one file or of all its shards, mapped into memory.
using System.Diagnostics.CodeAnalysis;
using Caravan.Platform;

namespace Caravan.Gguf;

/// <summary>
/// A model opened for reading: versions 2 and 3, one file or several shards. Tensor bytes are mapped, not read; pointers
/// hold until disposal.
/// </summary>
public sealed class GgufFile : IDisposable
{
    private readonly Dictionary<string, GgufTensor> byName = new(StringComparer.Ordinal);

    private GgufFile(string path, List<(MappedFile Map, GgufContent Content)> files)
    {
        Path = path;
        Metadata = files[0].Content.Metadata;
        Shards = [.. files.Select(f => new GgufShard(f.Map, f.Content))];
        Tensors = [.. files.SelectMany(f => f.Content.Tensors)];
        UInt128 elements = 0;
        foreach (GgufTensor tensor in Tensors)
        {
            elements += (UInt128)tensor.Shape.Elements;
            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new GgufException(
                    $"{Shards[tensor.ShardIndex].Path}: tensor {GgufText.Quote(tensor.Name)} is also in {Shards[byName[tensor.Name].ShardIndex].Path}, expected every name once"
                );
            }
        }

        Elements =
            elements <= long.MaxValue
                ? (long)elements
                : throw new GgufException($"{path}: {elements} elements in all tensors, expected fewer than 2^63");
        Bytes = Tensors.Sum(t => t.Bytes);
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>Metadata of the first shard.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>All tensors, shard by shard, in the order of the files.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Elements of all tensors together: the number of parameters.</summary>
    public long Elements { get; }

    /// <summary>Bytes of all tensors together, without what lies between them.</summary>
    public long Bytes { get; }

    /// <summary>The files of the model, the first shard first.</summary>
    public IReadOnlyList<GgufShard> Shards { get; }

    /// <summary>Opens a model through its file, or through any of its shards.</summary>
    /// <exception cref="GgufException">
    /// A file is missing, cannot be read, is no valid GGUF file, or does not belong to the others.
    /// </exception>
    public static GgufFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        List<(MappedFile Map, GgufContent Content)> files = GgufShardReader.Open(path);
        try
        {
            return new GgufFile(path, files);
        }
        catch
        {
            files.ForEach(f => f.Map.Dispose());
            throw;
        }
    }

    /// <summary>Finds a tensor by name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out GgufTensor? tensor) =>
        byName.TryGetValue(name, out tensor);

    /// <summary>The tensor called <paramref name="name"/>.</summary>
    /// <exception cref="GgufException">There is none.</exception>
    public GgufTensor GetTensor(string name) =>
        TryGetTensor(name, out GgufTensor? tensor)
            ? tensor
            : throw new GgufException($"{Path}: tensor '{name}' is missing");

    /// <summary>First byte of a tensor of this file; readable for <see cref="GgufTensor.Bytes"/> bytes until disposal.</summary>
    /// <exception cref="ObjectDisposedException">The file has been disposed.</exception>
    public unsafe byte* Pointer(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!byName.TryGetValue(tensor.Name, out GgufTensor? own) || !own.Equals(tensor))
        {
            throw new ArgumentException($"tensor '{tensor.Name}' is not of {Path}", nameof(tensor));
        }

        // Within the map: the reader checked offset and size against the file's size when it was mapped.
        return Shards[tensor.ShardIndex].Map.Pointer + tensor.Offset;
    }

    /// <summary>The bytes of a tensor of less than 2 GiB.</summary>
    /// <exception cref="ArgumentException">The tensor is larger: use <see cref="Pointer"/>.</exception>
    public unsafe ReadOnlySpan<byte> Data(GgufTensor tensor)
    {
        byte* pointer = Pointer(tensor);
        return tensor.Bytes <= int.MaxValue
            ? new ReadOnlySpan<byte>(pointer, (int)tensor.Bytes)
            : throw new ArgumentException($"tensor '{tensor.Name}' has {tensor.Bytes} bytes: too many for a span");
    }

    /// <summary>
    /// Checks that no file is shorter than when it was mapped. Reading beyond the end of a file that shrank kills the
    /// process, so this is called before each step. Allocates nothing.
    /// </summary>
    /// <exception cref="GgufException">A file shrank.</exception>
    public void CheckUnchanged()
    {
        for (int i = 0; i < Shards.Count; i++)
        {
            long now = Shards[i].Map.CurrentFileLength;
            if (now < Shards[i].Size)
            {
                throw new GgufException(
                    $"{Shards[i].Path}: the file shrank to {now} bytes while it was open, expected {Shards[i].Size}"
                );
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GgufShard shard in Shards)
        {
            shard.Map.Dispose();
        }
    }
}
