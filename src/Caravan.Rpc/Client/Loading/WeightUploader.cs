// Brings weights to a worker: asks for all by hash first, sends what is missing from where it is mapped.
using System.Buffers.Binary;
using System.Diagnostics;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// Look-ups of many weights are under way at once, since answers come in order. Hashing is slow beside a fast link, so where
/// the hashes are not known yet a few weights are tried, and only a worker that has some of these is asked for the others.
/// </summary>
internal sealed class WeightUploader
{
    private const int LookupsAtOnce = 128;
    private const int TrialWeights = 4;
    private const int PieceBytes = 1 << 22;

    // A link that is still busy after so long is slow enough for hashing beside it, for the next start's sake.
    private static readonly TimeSpan HashingPause = TimeSpan.FromSeconds(2);

    private readonly RpcServer server;
    private readonly WeightHashes hashes;
    private readonly Action<long> progress;
    private readonly CancellationToken cancellation;

    internal WeightUploader(
        RpcServer server,
        WeightHashes hashes,
        Action<long> progress,
        CancellationToken cancellation
    )
    {
        this.server = server;
        this.hashes = hashes;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /// <summary>Brings weights.</summary>
    /// <exception cref="RpcException">The worker failed.</exception>
    internal void Run(IReadOnlyList<WeightSource> weights)
    {
        List<WeightSource> large =
        [
            .. weights.Where(w => w.Bytes is > Dialect.HashThreshold and <= RawRange.MaximumBytes && IsOneRange(w)),
        ];
        HashSet<WeightSource> missing = [.. weights];
        List<WeightSource> unknown = [.. large.Where(w => !hashes.TryGet(w, out _))];
        bool anyFound = LookUp([.. large.Where(w => hashes.TryGet(w, out _))], missing);
        for (int first = 0; first < unknown.Count && (first == 0 || anyFound); )
        {
            int count = Math.Min(first == 0 ? TrialWeights : LookupsAtOnce, unknown.Count - first);
            List<WeightSource> group = unknown.GetRange(first, count);
            hashes.Compute([.. group]);
            anyFound |= LookUp(group, missing);
            first += count;
        }

        Send([.. weights.Where(missing.Contains)], [.. unknown.Where(w => !hashes.TryGet(w, out _))]);
        hashes.Save();
    }

    private static bool IsOneRange(WeightSource weight) =>
        weight.Bytes <= uint.MaxValue || weight.Bytes % sizeof(float) == 0;

    // Asks for weights by hash and takes those that were found out of the missing ones.
    private bool LookUp(List<WeightSource> weights, HashSet<WeightSource> missing)
    {
        bool any = false;
        Dialect dialect = server.Dialect;
        int bytes = dialect.DescriptorBytes + (2 * sizeof(ulong));
        RpcConnection connection = server.Connection;
        Span<byte> found = stackalloc byte[1];
        for (int first = 0; first < weights.Count; first += LookupsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            List<WeightSource> group = weights.GetRange(first, Math.Min(LookupsAtOnce, weights.Count - first));
            lock (connection.Gate)
            {
                foreach (WeightSource weight in group)
                {
                    hashes.TryGet(weight, out ulong hash);
                    RpcBuffer buffer = (RpcBuffer)weight.Buffer;
                    Span<byte> request = connection.Begin(RpcCommand.SetTensorHash, bytes, bytes);
                    ulong address = buffer.Address + (ulong)weight.Offset;
                    RawRange.Describe(buffer.Handle, address, weight.Bytes).Write(request, dialect);
                    BinaryPrimitives.WriteUInt64LittleEndian(request[dialect.DescriptorBytes..], 0);
                    BinaryPrimitives.WriteUInt64LittleEndian(request[(dialect.DescriptorBytes + 8)..], hash);
                }

                connection.Flush();
                foreach (WeightSource weight in group)
                {
                    connection.Receive(RpcCommand.SetTensorHash, found);
                    if (found[0] == 1)
                    {
                        any = true;
                        missing.Remove(weight);
                        progress(weight.Bytes);
                    }
                }
            }
        }

        return any;
    }

    private void Send(List<WeightSource> weights, List<WeightSource> unknown)
    {
        long started = Stopwatch.GetTimestamp();
        using CancellationTokenSource done = new();
        Thread? hashing = null;
        try
        {
            foreach (WeightSource weight in weights)
            {
                cancellation.ThrowIfCancellationRequested();
                if (hashing is null && unknown.Count > 0 && Stopwatch.GetElapsedTime(started) > HashingPause)
                {
                    hashing = new Thread(() => HashBeside(unknown, done.Token)) { Name = "weight hashes" };
                    hashing.Start();
                }

                Send(weight);
            }
        }
        finally
        {
            done.Cancel();
            hashing?.Join();
        }
    }

    private void HashBeside(List<WeightSource> unknown, CancellationToken stop)
    {
        for (int first = 0; first < unknown.Count && !stop.IsCancellationRequested; first += Fnv1a.Streams)
        {
            hashes.Compute([.. unknown.GetRange(first, Math.Min(Fnv1a.Streams, unknown.Count - first))]);
        }
    }

    private void Send(WeightSource weight)
    {
        RpcBuffer buffer = (RpcBuffer)weight.Buffer;
        RpcConnection connection = server.Connection;
        for (long at = 0; at < weight.Bytes; )
        {
            // One message, so that a worker with a cache keeps the weight under its hash, wherever a descriptor can say it.
            long bytes = weight.Bytes - at;
            bytes = IsOneRange(weight) ? Math.Min(bytes, RawRange.MaximumBytes) : Math.Min(bytes, 1L << 31);
            lock (connection.Gate)
            {
                buffer.BeginWrite(weight.Offset + at, bytes, 0, isWeight: true);
                for (long sent = 0; sent < bytes; )
                {
                    int piece = (int)Math.Min(PieceBytes, bytes - sent);
                    connection.Flush(Bytes(weight, at + sent, piece));
                    sent += piece;
                    progress(piece);
                }
            }

            at += bytes;
        }
    }

    // Bounds: the weight's bytes are mapped, and the piece lies within them.
    private static unsafe ReadOnlySpan<byte> Bytes(WeightSource weight, long offset, int count) =>
        new((byte*)weight.Address + offset, count);
}
