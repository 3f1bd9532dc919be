// The child process of "loading": a worker, and a sink for plain bytes.
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Caravan.Cpu;
using Caravan.Platform;
using Caravan.Rpc;

namespace Caravan.Benchmarks.Loading;

/// <summary>Lends one thread of the CPU and swallows what is sent to its sink; ends with its standard input.</summary>
internal static class LoadingPeerProcess
{
    internal const string CommandName = "loading-peer";

    /// <summary>Bytes that the sink receives at once.</summary>
    internal const int PieceBytes = 1 << 20;

    /// <summary>The hidden command that the parent starts.</summary>
    internal static Command CreateCommand()
    {
        Argument<string?> cache = new("CACHE") { Arity = ArgumentArity.ZeroOrOne };
        Command command = new(CommandName, "Serves a worker and a sink; prints their ports.")
        {
            Hidden = true,
            Arguments = { cache },
        };
        command.SetAction(result => Serve(result.GetValue(cache)));
        return command;
    }

    private static void Serve(string? cache)
    {
        using CpuDevice device = new(1);
        using WorkerHost host = new(new WorkerOptions { Port = 0, CacheDirectory = cache }, [device]);
        host.Start();
        using Socket sink = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sink.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        sink.Listen();
        new Thread(() => Swallow(sink)) { IsBackground = true }.Start();
        Console.WriteLine($"{host.EndPoint!.Port} {((IPEndPoint)sink.LocalEndPoint!).Port}");
        while (Console.ReadLine() is not null)
        {
            // Nothing is asked: the end of the input is what counts.
        }
    }

    // Reads each connection to its end and says so with one byte. The first eight bytes say how many to keep, in memory as
    // fresh as that of a worker's buffer; without any, each piece is laid over the one before.
    private static unsafe void Swallow(Socket sink)
    {
        Span<byte> head = stackalloc byte[sizeof(long)];
        try
        {
            while (true)
            {
                using Socket connection = sink.Accept();
                for (int got = 0; got < head.Length; got += connection.Receive(head[got..]))
                {
                    // Until it is complete.
                }

                long kept = BitConverter.ToInt64(head);
                using ReservedMemory memory = new(Math.Max(kept, PieceBytes));
                long done = 0;
                int count;
                do
                {
                    // A piece ends within the memory: at its start, or within what is kept.
                    long at = kept > 0 ? done : 0;
                    Span<byte> piece = new(memory.Pointer + at, (int)Math.Min(PieceBytes, memory.Length - at));
                    count = piece.IsEmpty ? 0 : connection.Receive(piece);
                    done += count;
                } while (count > 0);

                connection.Send(head[..1]);
            }
        }
        catch (SocketException)
        {
            // The process ends.
        }
    }
}
