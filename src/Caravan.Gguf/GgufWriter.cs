// Writes GGUF files, whole or in shards.
using System.Numerics;
using System.Text;
using Caravan.Tensors;

namespace Caravan.Gguf;

/// <summary>
/// Collects metadata and tensors and writes them as GGUF version 3. Tensor bytes are asked for while the file is written, so
/// a file may be larger than memory. Files appear under their names only when they are complete.
/// </summary>
public sealed class GgufWriter
{
    private readonly List<GgufEntry> entries = [];
    private readonly List<GgufTensorSource> tensors = [];
    private readonly HashSet<string> tensorNames = new(StringComparer.Ordinal);

    /// <summary>Bytes of all tensors added so far, without alignment.</summary>
    public long TensorBytes => tensors.Sum(t => t.Bytes);

    private uint Alignment =>
        entries.FirstOrDefault(e => e.Key == GgufKeys.Alignment).Value is { } value && value.TryGetInteger(out Int128 n)
            ? (uint)n
            : GgufLimits.DefaultAlignment;

    /// <summary>A writer with all metadata and tensors of an open file, which must stay open until they are written.</summary>
    /// <remarks>Keys about shards are left out: what is written may be split otherwise.</remarks>
    public static GgufWriter CopyOf(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        GgufWriter writer = new();
        writer.SetAll(file.Metadata);
        foreach (GgufTensor tensor in file.Tensors)
        {
            writer.AddTensor(file, tensor);
        }

        return writer;
    }

    /// <summary>Sets a key; a key that is there keeps its place.</summary>
    /// <exception cref="ArgumentException">The key is empty or too long, or the value is not fit for it.</exception>
    public void Set(string key, GgufValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(key), GgufLimits.KeyBytes);
        if (
            key == GgufKeys.Alignment
            && (value.Type != GgufValueType.UInt32 || !BitOperations.IsPow2((uint)value.Bits))
        )
        {
            throw new ArgumentException($"{key} is a power of two of type UINT32", nameof(value));
        }

        int at = entries.FindIndex(e => e.Key == key);
        if (at >= 0)
        {
            entries[at] = new GgufEntry(key, value);
        }
        else
        {
            entries.Add(new GgufEntry(key, value));
        }
    }

    /// <summary>Sets a string.</summary>
    public void Set(string key, string value) => Set(key, GgufValue.Of(value));

    /// <summary>Sets a UINT32.</summary>
    public void Set(string key, uint value) => Set(key, GgufValue.Of(value));

    /// <summary>Sets an INT32.</summary>
    public void Set(string key, int value) => Set(key, GgufValue.Of(value));

    /// <summary>Sets a FLOAT32.</summary>
    public void Set(string key, float value) => Set(key, GgufValue.Of(value));

    /// <summary>Sets a BOOL.</summary>
    public void Set(string key, bool value) => Set(key, GgufValue.Of(value));

    /// <summary>Sets an ARRAY.</summary>
    public void Set(string key, GgufArray value) => Set(key, GgufValue.Of(value));

    /// <summary>Sets all entries of <paramref name="metadata"/> but those about shards.</summary>
    public void SetAll(IEnumerable<GgufEntry> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        foreach (GgufEntry entry in metadata)
        {
            if (entry.Key is not (GgufKeys.SplitNumber or GgufKeys.SplitCount or GgufKeys.SplitTensorsCount))
            {
                Set(entry.Key, entry.Value);
            }
        }
    }

    /// <summary>Adds a tensor whose bytes are supplied when the file is written.</summary>
    /// <param name="name">Its name, unique, at most 63 bytes of UTF-8.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Extents, <c>ne0</c> first, none of them 0.</param>
    /// <param name="supply">Writes all bytes of the tensor; called once for each time a file is written.</param>
    /// <param name="dimensions">Dimensions the file shall give, 1 to 4; without trailing extents of 1 when 0.</param>
    /// <exception cref="ArgumentException">The name is taken or too long, or an extent is 0.</exception>
    /// <exception cref="TensorFormatException">The shape does not fit the type.</exception>
    public void AddTensor(
        string name,
        TensorType type,
        TensorShape shape,
        Action<GgufTensorSink> supply,
        int dimensions = 0
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(supply);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(name), GgufLimits.TensorNameBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Elements, 1);
        int needed =
            shape.Ne3 > 1 ? 4
            : shape.Ne2 > 1 ? 3
            : shape.Ne1 > 1 ? 2
            : 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, GgufLimits.Dimensions);
        if (!tensorNames.Add(name))
        {
            throw new ArgumentException($"tensor '{name}' has been added already", nameof(name));
        }

        tensors.Add(new GgufTensorSource(name, type, shape, Math.Max(dimensions, needed), shape.Bytes(type), supply));
    }

    /// <summary>Adds a tensor given by its bytes.</summary>
    /// <exception cref="ArgumentException">The name is taken or too long, or the bytes are not those of the shape.</exception>
    /// <exception cref="TensorFormatException">The shape does not fit the type.</exception>
    public void AddTensor(string name, TensorType type, TensorShape shape, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.LongLength, shape.Bytes(type));
        AddTensor(name, type, shape, sink => sink.Write(data));
    }

    /// <summary>Adds a tensor of an open file, which must stay open until it is written.</summary>
    public unsafe void AddTensor(GgufFile file, GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(tensor);
        AddTensor(
            tensor.Name,
            tensor.Type,
            tensor.Shape,
            sink => sink.Write(file.Pointer(tensor), tensor.Bytes),
            tensor.Dimensions
        );
    }

    /// <summary>Writes everything into one file; a file of that name is replaced once the new one is complete.</summary>
    /// <exception cref="InvalidOperationException">A tensor was supplied with too few or too many bytes.</exception>
    public void Write(string path)
    {
        using TemporaryFile file = new(path);
        GgufSerializer.Write(file.Stream, entries, tensors, Alignment);
        file.Complete();
    }

    /// <summary>Writes everything to a stream that counts its position from the first byte written.</summary>
    /// <exception cref="InvalidOperationException">A tensor was supplied with too few or too many bytes.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        GgufSerializer.Write(stream, entries, tensors, Alignment);
    }

    /// <summary>
    /// Writes shards <c>PREFIX-00001-of-0000N.gguf</c>, the first with all metadata, as llama.cpp's gguf-split does.
    /// </summary>
    /// <param name="prefix">Path of the shards without their numbers.</param>
    /// <param name="shardBytes">Most bytes of tensors in a shard; a larger tensor has a shard of its own.</param>
    /// <returns>The paths in order.</returns>
    /// <exception cref="InvalidOperationException">
    /// A tensor was supplied with too few or too many bytes, or the shards would be more than 65,535.
    /// </exception>
    public IReadOnlyList<string> WriteShards(string prefix, long shardBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shardBytes);
        List<List<GgufTensorSource>> shards = Distribute(shardBytes);
        if (shards.Count > GgufLimits.Shards)
        {
            throw new InvalidOperationException($"{shards.Count} shards, expected at most {GgufLimits.Shards}");
        }

        List<TemporaryFile> files = [];
        try
        {
            for (int index = 0; index < shards.Count; index++)
            {
                TemporaryFile file = new(new ShardName(prefix, index + 1, shards.Count).ToString());
                files.Add(file);
                GgufSerializer.Write(file.Stream, ShardEntries(index, shards.Count), shards[index], Alignment);
                file.Stream.Flush();
            }

            files.ForEach(f => f.Complete());
            return [.. files.Select(f => f.Path)];
        }
        finally
        {
            files.ForEach(f => f.Dispose());
        }
    }

    private List<List<GgufTensorSource>> Distribute(long shardBytes)
    {
        List<List<GgufTensorSource>> shards =
        [
            [],
        ];
        long bytes = 0;
        foreach (GgufTensorSource tensor in tensors)
        {
            if (shards[^1].Count > 0 && tensor.Bytes > shardBytes - bytes)
            {
                shards.Add([]);
                bytes = 0;
            }

            shards[^1].Add(tensor);
            bytes += Math.Min(tensor.Bytes, shardBytes);
        }

        return shards;
    }

    private List<GgufEntry> ShardEntries(int index, int count)
    {
        // Readers take each shard's alignment from that shard.
        List<GgufEntry> shard = index == 0 ? [.. entries] : [.. entries.Where(e => e.Key == GgufKeys.Alignment)];
        shard.Add(new GgufEntry(GgufKeys.SplitNumber, GgufValue.Of((ushort)index)));
        shard.Add(new GgufEntry(GgufKeys.SplitCount, GgufValue.Of((ushort)count)));
        shard.Add(new GgufEntry(GgufKeys.SplitTensorsCount, GgufValue.Of(tensors.Count)));
        return shard;
    }
}
