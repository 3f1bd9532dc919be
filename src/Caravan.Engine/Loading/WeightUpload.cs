// Copies one weight to a device.
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>A weight on its way to a device: a tensor of the file, or one computed of the file's tensors.</summary>
internal sealed class WeightUpload
{
    // A span covers less than 2 GiB; whole tensors go at once below that, as workers cache them by content.
    private const int LargestPiece = 1 << 30;

    private readonly GgufTensor? tensor;
    private readonly DerivedWeight? derived;
    private IDeviceBuffer? buffer;
    private long offset;

    internal WeightUpload(GgufTensor tensor)
    {
        this.tensor = tensor;
        (Name, Type, Shape) = (tensor.Name, tensor.Type, tensor.Shape);
    }

    internal WeightUpload(DerivedWeight derived)
    {
        this.derived = derived;
        (Name, Type, Shape) = (derived.Name, derived.Type, derived.Shape);
    }

    /// <summary>Name of the weight.</summary>
    internal string Name { get; }

    /// <summary>Element type.</summary>
    internal TensorType Type { get; }

    /// <summary>Extents, <c>ne0</c> first.</summary>
    internal TensorShape Shape { get; }

    /// <summary>Bytes to copy.</summary>
    internal long Bytes => Shape.Bytes(Type);

    /// <summary>Says where it goes.</summary>
    internal void Place(IDeviceBuffer target, long at) => (buffer, offset) = (target, at);

    /// <summary>Where its bytes stand in the mapped file and where they go; null when they have to be computed.</summary>
    internal unsafe WeightSource? Source(GgufFile file)
    {
        if (tensor is null)
        {
            return null;
        }

        GgufShard shard = file.Shards[tensor.ShardIndex];
        return new WeightSource(buffer!, offset, (nint)file.Pointer(tensor), Bytes, shard.Path, tensor.Offset);
    }

    /// <summary>Copies it.</summary>
    /// <exception cref="DeviceException">The device failed.</exception>
    internal void Run(GgufFile file, UploadProgress progress, CancellationToken cancellation)
    {
        if (derived is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] bytes = new byte[Bytes];
            derived.Compute(file, bytes);
            buffer!.Write(offset, bytes);
            progress.Add(Bytes);
            return;
        }

        CopyTensor(file, progress, cancellation);
    }

    // Bounds: the reader checked that the tensor's bytes lie within the map.
    private unsafe void CopyTensor(GgufFile file, UploadProgress progress, CancellationToken cancellation)
    {
        byte* source = file.Pointer(tensor!);
        for (long done = 0; done < Bytes; done += LargestPiece)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(LargestPiece, Bytes - done);
            buffer!.Write(offset + done, new ReadOnlySpan<byte>(source + done, count));
            progress.Add(count);
        }
    }
}
