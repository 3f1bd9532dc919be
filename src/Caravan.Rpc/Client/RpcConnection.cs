// One connection to a worker: requests gathered into one send, answers checked for their length.
using System.Buffers.Binary;
using System.Diagnostics;

namespace Caravan.Rpc;

/// <summary>
/// Frames requests and answers. Requests without an answer may be gathered before they are flushed in one send. The caller
/// holds <see cref="Gate"/> from the first byte of a request to the last of its answer. After a failure every use throws.
/// </summary>
internal sealed class RpcConnection : IDisposable
{
    private const int HeaderBytes = 9;

    private readonly RpcSocket socket;
    private byte[] gathered = new byte[1 << 16];
    private int gatheredBytes;
    private long messages;
    private long roundTrips;
    private RpcCommand lastCommand;
    private bool workIsPending;
    private bool answersFollow;
    private string? failure;

    private RpcConnection(RpcEndpoint endpoint, RpcSocket socket)
    {
        Endpoint = endpoint;
        this.socket = socket;
    }

    /// <summary>The worker.</summary>
    internal RpcEndpoint Endpoint { get; }

    /// <summary>Held by the thread that uses the connection.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Counts since the connection was opened.</summary>
    internal RpcTraffic Traffic =>
        new(
            socket.BytesOut,
            socket.BytesIn,
            messages,
            roundTrips,
            (long)(socket.BlockedTicks * 1e6 / Stopwatch.Frequency)
        );

    /// <summary>Opens a connection; nothing is sent.</summary>
    /// <exception cref="RpcException">The worker cannot be reached.</exception>
    internal static RpcConnection Open(RpcEndpoint endpoint, RpcClientOptions options) =>
        new(endpoint, RpcSocket.Connect(endpoint, options));

    /// <summary>Gathers a request.</summary>
    /// <param name="command">The command.</param>
    /// <param name="payloadBytes">Bytes of the whole payload.</param>
    /// <param name="gatheredPayloadBytes">Bytes of the payload that the caller writes into the returned span.</param>
    internal Span<byte> Begin(RpcCommand command, long payloadBytes, int gatheredPayloadBytes)
    {
        ThrowIfFailed(command);
        int start = gatheredBytes;
        int end = checked(start + HeaderBytes + gatheredPayloadBytes);
        if (end > gathered.Length)
        {
            Array.Resize(ref gathered, (int)Math.Min(Math.Max(2L * gathered.Length, end), Array.MaxLength));
        }

        gatheredBytes = end;
        gathered[start] = (byte)command;
        BinaryPrimitives.WriteInt64LittleEndian(gathered.AsSpan(start + 1), payloadBytes);
        messages++;
        lastCommand = command;
        // An answer behind work, or behind bytes that the worker stores, may take as long as that.
        workIsPending |=
            command
                is RpcCommand.ComputeGraph
                    or RpcCommand.RecomputeGraph
                    or RpcCommand.SetTensor
                    or RpcCommand.SetTensorHash
                    or RpcCommand.ClearBuffer
                    or RpcCommand.CopyTensor;
        return gathered.AsSpan(start + HeaderBytes, gatheredPayloadBytes);
    }

    /// <summary>Sends what was gathered.</summary>
    internal void Flush()
    {
        ThrowIfFailed(lastCommand);
        int bytes = gatheredBytes;
        gatheredBytes = 0;
        answersFollow = false;
        try
        {
            socket.Send(gathered.AsSpan(0, bytes), lastCommand);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Sends what was gathered, then bytes from where they are.</summary>
    internal void Flush(ReadOnlySpan<byte> rest)
    {
        Flush();
        try
        {
            socket.Send(rest, lastCommand);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Waits for an answer that must have exactly the length of <paramref name="answer"/>.</summary>
    /// <exception cref="RpcException">It has another length or does not come.</exception>
    internal void Receive(RpcCommand command, Span<byte> answer)
    {
        ThrowIfFailed(command);
        try
        {
            Span<byte> header = stackalloc byte[8];
            socket.Receive(header, command, workIsPending);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header);
            if (length != (ulong)answer.Length)
            {
                throw new RpcException(
                    Endpoint,
                    command,
                    $"the answer has {length} bytes, expected {answer.Length}: this is no worker of the dialect spoken"
                );
            }

            socket.Receive(answer, command, workIsPending);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }

        // Answers to what was sent together come one after the other: they are waited for once.
        roundTrips += answersFollow ? 0 : 1;
        answersFollow = true;
        // Answers come in order: whatever was asked before this has been done, unless more look-ups are under way.
        workIsPending = workIsPending && command == RpcCommand.SetTensorHash;
    }

    /// <summary>One request with its answer.</summary>
    internal void Exchange(RpcCommand command, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        lock (Gate)
        {
            request.CopyTo(Begin(command, request.Length, request.Length));
            Flush();
            Receive(command, answer);
        }
    }

    /// <summary>The error when the worker's claim makes no sense; the connection is closed.</summary>
    internal RpcException Refuse(RpcCommand? command, string message)
    {
        RpcException error = new(Endpoint, command, message);
        Fail(error);
        return error;
    }

    /// <summary>Closes the connection; a thread that waits on it gets an exception.</summary>
    public void Dispose()
    {
        failure ??= "the connection was closed here";
        socket.Dispose();
    }

    private void ThrowIfFailed(RpcCommand command)
    {
        if (failure is not null)
        {
            throw new RpcException(Endpoint, command, failure);
        }
    }

    private void Fail(Exception cause)
    {
        failure ??= $"the connection is closed since an earlier failure ({cause.Message})";
        socket.Dispose();
    }
}
