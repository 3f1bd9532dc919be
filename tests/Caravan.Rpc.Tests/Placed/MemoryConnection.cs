// A worker's connection without a network: buffers in this process and the runner over them.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Caravan.Graph;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Placed;

/// <summary>Carries out recorded requests with the recorded handles and addresses.</summary>
internal sealed class MemoryConnection : IPlaceResolver, IDisposable
{
    private readonly Dictionary<ulong, (IDeviceBuffer Buffer, ulong Base)> buffers = [];
    private readonly IDevice device;

    internal MemoryConnection(IDevice device, Dialect dialect)
    {
        this.device = device;
        Layout = dialect.Family == DialectFamily.Ik ? GgmlLayout.K : GgmlLayout.B;
        Runner = new PlacedGraphRunner(device, dialect, this);
    }

    internal GgmlLayout Layout { get; }

    internal PlacedGraphRunner Runner { get; }

    /// <summary>What each recorded GET_TENSOR gives.</summary>
    internal List<ReplayResult> Results { get; } = [];

    public bool TryResolve(ulong handle, ulong address, [NotNullWhen(true)] out IDeviceBuffer? buffer, out long offset)
    {
        bool isThere = buffers.TryGetValue(handle, out (IDeviceBuffer Buffer, ulong Base) found);
        isThere &= address >= found.Base && address - found.Base <= (ulong)(found.Buffer?.Bytes ?? 0);
        buffer = isThere ? found.Buffer : null;
        offset = isThere ? (long)(address - found.Base) : 0;
        return isThere;
    }

    /// <summary>Adds a buffer under a handle.</summary>
    internal IDeviceBuffer Add(ulong handle, ulong address, long bytes)
    {
        IDeviceBuffer buffer = device.Allocate(bytes);
        buffers.Add(handle, (buffer, address));
        return buffer;
    }

    /// <summary>Frees a buffer.</summary>
    internal void Free(ulong handle)
    {
        buffers.Remove(handle, out (IDeviceBuffer Buffer, ulong) removed);
        Runner.Forget(removed.Buffer);
        removed.Buffer.Dispose();
    }

    /// <summary>Carries out a recorded request.</summary>
    internal void Carry(GgmlExchange exchange, int number)
    {
        byte[] request = exchange.Request;
        switch (exchange.Command)
        {
            case GgmlCommand.AllocBuffer:
                Add(Word(exchange.Answer!, 0), 0, (long)Word(exchange.Answer!, 8));
                break;
            case GgmlCommand.BufferGetBase:
                ulong handle = Word(request, 0);
                buffers[handle] = buffers[handle] with { Base = Word(exchange.Answer!, 0) };
                break;
            case GgmlCommand.FreeBuffer:
                Free(Word(request, 0));
                break;
            case GgmlCommand.BufferClear:
                Assert.Equal(0, request[8]);
                buffers[Word(request, 0)].Buffer.Clear();
                break;
            case GgmlCommand.SetTensor:
                Place(request, out IDeviceBuffer target, out long at);
                target.Write(at, request.AsSpan(Layout.Bytes + 8));
                break;
            case GgmlCommand.GetTensor:
                Place(request, out IDeviceBuffer source, out long from);
                byte[] live = new byte[exchange.Answer!.Length];
                source.Read(from, live);
                Results.Add(
                    new ReplayResult(
                        number,
                        Encoding.UTF8.GetString(request.AsSpan(Layout.Name, 64)).TrimEnd('\0'),
                        BinaryPrimitives.ReadUInt32LittleEndian(request.AsSpan(GgmlLayout.Type)),
                        exchange.Answer,
                        live
                    )
                );
                break;
            case GgmlCommand.GraphCompute:
                Runner.Compute(request);
                break;
            case GgmlCommand.GraphRecompute:
                Runner.Recompute();
                break;
            case GgmlCommand.SetTensorHash:
                Assert.Equal(0, exchange.Answer![0]);
                break;
            default:
                break;
        }
    }

    public void Dispose()
    {
        Runner.Dispose();
        foreach ((IDeviceBuffer buffer, _) in buffers.Values)
        {
            buffer.Dispose();
        }
    }

    private void Place(byte[] request, out IDeviceBuffer buffer, out long offset)
    {
        ulong handle = Word(request, GgmlLayout.Buffer);
        ulong address = Word(request, Layout.Data) + Word(request, Layout.Bytes);
        Assert.True(TryResolve(handle, address, out IDeviceBuffer? found, out offset));
        buffer = found!;
    }

    private static ulong Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
