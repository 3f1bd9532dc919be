// Where the weights of a model lie on each device.
using System.Runtime.ExceptionServices;
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>
/// The weights of an open file on any number of devices: mapped in place where a device allows it, copied otherwise. A weight
/// is copied to a device when it is first asked for there.
/// </summary>
internal sealed class WeightStore(GgufFile file, IReadOnlyList<IDevice> devices) : IDisposable
{
    private readonly Dictionary<string, GgufTensor> tensors = file.Tensors.ToDictionary(t => t.Name);
    private readonly Dictionary<string, (IDeviceBuffer, long)>[] places =
    [
        .. devices.Select(_ => new Dictionary<string, (IDeviceBuffer, long)>()),
    ];
    private readonly List<IDeviceBuffer> buffers = [];

    /// <summary>The place of a weight on a device.</summary>
    /// <exception cref="DeviceException">It was not brought there.</exception>
    internal (IDeviceBuffer Buffer, long Offset) this[string name, int device] =>
        places[device].TryGetValue(name, out (IDeviceBuffer, long) place)
            ? place
            : throw new DeviceException($"weight {name} is not on {devices[device].Info.Name}");

    /// <summary>Makes the file's tensors reachable for a device in place; false where the device has to copy.</summary>
    internal unsafe bool TryMap(int device)
    {
        for (int i = 0; i < file.Shards.Count; i++)
        {
            GgufShard shard = file.Shards[i];
            if (devices[device].Import(shard.Map.Pointer, shard.Size) is not { } imported)
            {
                return false;
            }

            buffers.Add(imported);
            foreach (GgufTensor tensor in file.Tensors.Where(t => t.ShardIndex == i))
            {
                places[device].Add(tensor.Name, (imported, tensor.Offset));
            }
        }

        return true;
    }

    /// <summary>Brings weights to devices, several devices at once.</summary>
    /// <param name="wanted">For each device the names of weights; those that are there already are skipped.</param>
    /// <param name="derived">Weights that are computed of others.</param>
    /// <param name="progress">Receives the share that is there, 0 to 1.</param>
    /// <param name="cancellation">Stops between two pieces.</param>
    /// <exception cref="DeviceException">A device lacks memory or failed.</exception>
    internal void Bring(
        IReadOnlyList<HashSet<string>> wanted,
        IReadOnlyDictionary<string, DerivedWeight> derived,
        IProgress<double>? progress,
        CancellationToken cancellation
    )
    {
        List<(int Device, List<WeightUpload> Uploads)> work = [];
        for (int device = 0; device < devices.Count; device++)
        {
            List<WeightUpload> uploads =
            [
                .. wanted[device].Where(n => !places[device].ContainsKey(n)).Select(n => Upload(n, derived)),
            ];
            if (uploads.Count > 0)
            {
                Allocate(device, uploads);
                work.Add((device, uploads));
            }
        }

        UploadProgress sum = new(work.Sum(w => w.Uploads.Sum(u => u.Bytes)), progress);
        try
        {
            // A task of its own for each device: sending blocks, and links are apart.
            Parallel.ForEach(
                work,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = Math.Max(1, work.Count),
                    CancellationToken = cancellation,
                },
                w => Upload(devices[w.Device], w.Uploads, sum, cancellation)
            );
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    // What stands in the file goes to a device elsewhere in one go, what is computed one by one.
    private void Upload(
        IDevice device,
        List<WeightUpload> uploads,
        UploadProgress progress,
        CancellationToken cancellation
    )
    {
        if (device is IBulkUpload bulk)
        {
            bulk.Upload([.. uploads.Select(u => u.Source(file)).OfType<WeightSource>()], progress.Add, cancellation);
            uploads = [.. uploads.Where(u => u.Source(file) is null)];
        }

        uploads.ForEach(u => u.Run(file, progress, cancellation));
    }

    /// <inheritdoc/>
    public void Dispose() => buffers.ForEach(b => b.Dispose());

    private WeightUpload Upload(string name, IReadOnlyDictionary<string, DerivedWeight> derived) =>
        derived.TryGetValue(name, out DerivedWeight? weight) ? new WeightUpload(weight)
        : tensors.TryGetValue(name, out GgufTensor? tensor) ? new WeightUpload(tensor)
        : throw new DeviceException($"weight {name} is neither in the file nor computed of what is there");

    // As few buffers as the device allows, in the order of the weights.
    private void Allocate(int device, List<WeightUpload> uploads)
    {
        IDevice on = devices[device];
        for (int first = 0; first < uploads.Count; )
        {
            int end = first;
            long bytes = 0;
            while (end < uploads.Count && (end == first || bytes + Padded(on, uploads[end]) <= on.LargestBuffer))
            {
                bytes += Padded(on, uploads[end++]);
            }

            if (bytes > on.LargestBuffer)
            {
                throw new DeviceException(
                    $"{uploads[first].Name} has {bytes} bytes, more than the {on.LargestBuffer} that a buffer of {on.Info.Name} can have: give it another device with -ot"
                );
            }

            IDeviceBuffer buffer = on.Allocate(bytes);
            buffers.Add(buffer);
            long offset = 0;
            for (; first < end; first++)
            {
                uploads[first].Place(buffer, offset);
                places[device].Add(uploads[first].Name, (buffer, offset));
                offset += Padded(on, uploads[first]);
            }
        }
    }

    private static long Padded(IDevice device, WeightUpload upload) =>
        (device.AllocationBytes(upload.Type, upload.Shape) + device.Alignment - 1) & -device.Alignment;
}
