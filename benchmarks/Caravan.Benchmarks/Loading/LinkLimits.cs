// What bounds a load: a plain socket copy, hashing, writing to the disk.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Caravan.Gguf;
using Caravan.Rpc;

namespace Caravan.Benchmarks.Loading;

/// <summary>Times each on the same bytes of a mapped model file.</summary>
/// <param name="file">The file; its first shard is used.</param>
/// <param name="bytes">How many bytes.</param>
internal sealed unsafe class LinkLimits(GgufFile file, long bytes)
{
    private readonly byte* source = file.Shards[0].Map.Pointer;
    private readonly long bytes = Math.Min(bytes, file.Shards[0].Size);

    /// <summary>Seconds in which one thread reads every byte of the map, which also brings it into memory.</summary>
    internal double Hash()
    {
        long part = bytes / Fnv1a.Streams;
        Span<ulong> hashes = stackalloc ulong[Fnv1a.Streams];
        Span<nint> sources = stackalloc nint[Fnv1a.Streams];
        hashes.Fill(Fnv1a.Start);
        for (int i = 0; i < Fnv1a.Streams; i++)
        {
            sources[i] = (nint)(source + (i * part));
        }

        long began = Stopwatch.GetTimestamp();
        Fnv1a.AppendEach(hashes, sources, part);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Seconds of a copy with blocking calls.</summary>
    /// <param name="port">The sink's port.</param>
    /// <param name="keeps">The sink keeps every byte in fresh memory; otherwise none.</param>
    internal double Copy(int port, bool keeps)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        long began = Stopwatch.GetTimestamp();
        socket.Send(BitConverter.GetBytes(keeps ? bytes : 0));
        for (long done = 0; done < bytes; )
        {
            done += socket.Send(Piece(done));
        }

        socket.Shutdown(SocketShutdown.Send);
        Span<byte> end = stackalloc byte[1];
        return socket.Receive(end) == 1
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new BenchmarkException("the sink closed before it had everything");
    }

    /// <summary>Seconds of writing one file and syncing it.</summary>
    internal double Write(string path)
    {
        long began = Stopwatch.GetTimestamp();
        using FileStream stream = new(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 0,
                PreallocationSize = bytes,
                Options = FileOptions.DeleteOnClose,
            }
        );
        for (long done = 0; done < bytes; )
        {
            ReadOnlySpan<byte> piece = Piece(done);
            stream.Write(piece);
            done += piece.Length;
        }

        stream.Flush(flushToDisk: true);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    // Bounds: the shard is mapped whole, and bytes is at most its size.
    private ReadOnlySpan<byte> Piece(long at) =>
        new(source + at, (int)Math.Min(LoadingPeerProcess.PieceBytes, bytes - at));
}
