// Serves the requests of one client that has been greeted.
namespace Caravan.Rpc;

/// <summary>
/// Reads each request to its end, checks it, does it and answers. All it holds for the client is freed with it. A request that
/// cannot be served throws, which ends the connection. Used by one thread.
/// </summary>
internal sealed class ClientSession : IDisposable
{
    private readonly WorkerServices services;
    private readonly FrameReader reader;
    private readonly AnswerWriter answers;
    private readonly BufferTable buffers;
    private readonly TensorRequests tensors;
    private readonly GraphRequests graphs;

    internal ClientSession(WorkerServices services, Dialect dialect, FrameReader reader, AnswerWriter answers)
    {
        this.services = services;
        this.reader = reader;
        this.answers = answers;
        Dialect = dialect;
        buffers = new BufferTable(dialect);
        WeightRecorder? recorder = services.Cache is { } cache ? new WeightRecorder(cache, dialect, buffers) : null;
        tensors = new TensorRequests(dialect, buffers, reader, answers, services.Cache, recorder);
        graphs = new GraphRequests(services, dialect, buffers, recorder);
        Recorder = recorder;
    }

    /// <summary>What the client speaks.</summary>
    internal Dialect Dialect { get; }

    private WeightRecorder? Recorder { get; }

    /// <summary>Serves one request whose header was read.</summary>
    /// <exception cref="BadFrameException">It cannot be served.</exception>
    internal void Serve(byte number, ulong length)
    {
        services.Counters.AddRequest();
        if (number >= Dialect.CommandCount)
        {
            throw new BadFrameException($"command {number} does not exist");
        }

        RpcCommand command = (RpcCommand)number;
        if (RequestLengths.Fixed(command, Dialect) is not { } expected)
        {
            ServeVariable(command, length);
        }
        else if (length == (ulong)expected)
        {
            ServeFixed(command, new RequestFields(reader.Read((int)expected)));
        }
        else
        {
            throw tensors.CanBeOlder && OlderUpstream.HasLength(command, length)
                ? new BadFrameException(OlderUpstream.Reason)
                : new BadFrameException($"{length} bytes instead of {expected}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        graphs.Dispose();
        services.Counters.AddBuffers(-buffers.Count, -buffers.Bytes);
        buffers.Dispose();
    }

    private void ServeVariable(RpcCommand command, ulong length)
    {
        switch (command)
        {
            case RpcCommand.SetTensor:
                tensors.Set(length);
                break;
            case RpcCommand.ComputeGraph when length > FrameLimits.GraphBytes:
                throw new BadFrameException($"a graph of {length} bytes; at most {FrameLimits.GraphBytes} are taken");
            case RpcCommand.ComputeGraph:
                ReadOnlySpan<byte> graph = reader.Read((int)length);
                if (tensors.CanBeOlder && OlderUpstream.IsGraph(graph))
                {
                    throw new BadFrameException(OlderUpstream.Reason);
                }

                graphs.Compute(graph);
                break;
            default:
                throw new BadFrameException("the client has said HELLO before");
        }
    }

    private void ServeFixed(RpcCommand command, RequestFields fields)
    {
        switch (command)
        {
            case RpcCommand.AllocateBuffer:
                Allocate(services.Device(fields.U32()), fields.U64());
                break;
            case RpcCommand.GetAlignment:
                services.Device(fields.U32());
                answers.Number((ulong)Platform.SystemCalls.Current.PageBytes);
                break;
            case RpcCommand.GetMaximumSize:
                services.Device(fields.U32());
                // What peers' CPU devices answer: buffers are limited by memory alone.
                answers.Number(ulong.MaxValue);
                break;
            case RpcCommand.GetDeviceMemory:
                WorkerDevice device = services.Device(fields.U32());
                answers.Numbers((ulong)device.FreeBytes, (ulong)device.LimitBytes);
                break;
            case RpcCommand.GetDeviceCount:
                answers.Number((uint)services.Devices.Length);
                break;
            case RpcCommand.GetBufferBase:
                answers.Number(buffers[fields.U64()].Address);
                break;
            case RpcCommand.FreeBuffer:
                Free(buffers[fields.U64()]);
                AnswerWithoutResult();
                break;
            case RpcCommand.ClearBuffer:
                WorkerBuffer cleared = buffers[fields.U64()];
                Recorder?.Forget(cleared);
                cleared.Clear(fields.U8());
                AnswerWithoutResult();
                break;
            case RpcCommand.GetTensor:
                tensors.Get(ref fields);
                break;
            case RpcCommand.SetTensorHash:
                tensors.SetByHash(ref fields);
                break;
            case RpcCommand.CopyTensor:
                tensors.Copy(ref fields);
                break;
            case RpcCommand.InitTensor:
                tensors.Initialize(ref fields);
                AnswerWithoutResult();
                break;
            case RpcCommand.MemsetTensor:
                tensors.Fill(ref fields);
                AnswerWithoutResult();
                break;
            case RpcCommand.GetAllocationSize:
                services.Device(fields.U32());
                tensors.AllocationSize(ref fields);
                break;
            default:
                graphs.Recompute(fields.U32());
                break;
        }
    }

    private void Allocate(WorkerDevice device, ulong bytes)
    {
        WorkerBuffer? buffer = buffers.Allocate(device, bytes);
        if (buffer is null && services.Cache?.DropUnheld() == true)
        {
            buffer = buffers.Allocate(device, bytes);
        }

        if (buffer is null)
        {
            WorkerLog.AllocationRefused(services.Logger, bytes, device.FreeBytes);
            answers.Numbers(0, 0);
            return;
        }

        services.Counters.AddBuffers(1, buffer.Bytes);
        answers.Numbers(buffer.Handle, (ulong)buffer.Bytes);
    }

    private void Free(WorkerBuffer buffer)
    {
        Recorder?.Forget(buffer);
        graphs.Forget(buffer);
        services.Counters.AddBuffers(-1, -buffer.Bytes);
        buffers.Free(buffer);
    }

    private void AnswerWithoutResult()
    {
        if (Dialect.AnswersCommandsWithoutResult)
        {
            answers.Empty();
        }
    }
}
