// Answers of a small, well-behaved worker of dialect K or B, made by hand, to start a client's tests from.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Scripted;

/// <summary>
/// A script that hands out numbered buffers, keeps what is written into them and reads it back. It computes nothing: a test that
/// wants results writes them with <see cref="Write"/>. Single answers can be replaced by wrong ones.
/// </summary>
internal sealed class HandMadeAnswers(GgmlLayout layout)
{
    internal const ulong Alignment = 32;
    internal const ulong FreeBytes = 3ul << 30;
    internal const ulong TotalBytes = 4ul << 30;

    // Far apart, so that a buffer's neighbour is never met by a wrong offset.
    private const ulong FirstBase = 0x1_0000_0000;
    private const ulong BaseStep = 0x1_0000_0000;
    private const ulong FirstHandle = 100;

    private readonly Dictionary<ulong, byte[]> buffers = [];
    private readonly Dictionary<GgmlCommand, Func<ScriptedRequest, ScriptedAnswer>> replaced = [];
    private readonly Lock gate = new();
    private ulong made;

    /// <summary>Devices that the worker has.</summary>
    internal uint Devices { get; init; } = 1;

    /// <summary>Answers one command differently, to see what a client makes of it.</summary>
    internal HandMadeAnswers Replace(GgmlCommand command, Func<ScriptedRequest, ScriptedAnswer> answer)
    {
        replaced[command] = answer;
        return this;
    }

    /// <summary>The script for <see cref="ScriptedServer"/>.</summary>
    internal ScriptedAnswer Answer(ScriptedRequest request)
    {
        lock (gate)
        {
            return replaced.TryGetValue(request.Command, out Func<ScriptedRequest, ScriptedAnswer>? other)
                ? other(request)
                : Usual(request.Command, request.Payload);
        }
    }

    /// <summary>Writes a result to an address, as a computed graph would.</summary>
    internal void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            bytes.CopyTo(At(address, bytes.Length));
        }
    }

    private ScriptedAnswer Usual(GgmlCommand command, byte[] payload) =>
        command switch
        {
            GgmlCommand.Hello when layout == GgmlLayout.K => ScriptedAnswer.Framed([3, 5, 2]),
            GgmlCommand.Hello => ScriptedAnswer.Framed([5, 1, 0, 0, .. new byte[24]]),
            GgmlCommand.DeviceCount => ScriptedAnswer.Number32(Devices),
            GgmlCommand.GetAlignment => ScriptedAnswer.Numbers(Alignment),
            GgmlCommand.GetMaxSize => ScriptedAnswer.Numbers(ulong.MaxValue),
            GgmlCommand.GetDeviceMemory => ScriptedAnswer.Numbers(FreeBytes, TotalBytes),
            GgmlCommand.AllocBuffer => Allocate(BinaryPrimitives.ReadUInt64LittleEndian(payload.AsSpan(4))),
            GgmlCommand.BufferGetBase => ScriptedAnswer.Numbers(
                BaseOf(BinaryPrimitives.ReadUInt64LittleEndian(payload))
            ),
            GgmlCommand.FreeBuffer => Free(BinaryPrimitives.ReadUInt64LittleEndian(payload)),
            GgmlCommand.BufferClear => Clear(BinaryPrimitives.ReadUInt64LittleEndian(payload), payload[8]),
            GgmlCommand.SetTensor => Set(payload),
            GgmlCommand.SetTensorHash => ScriptedAnswer.Framed([0]),
            GgmlCommand.GetTensor => Get(payload),
            GgmlCommand.GetAllocSize => ScriptedAnswer.Numbers(AllocSize(payload.AsSpan(4))),
            GgmlCommand.InitTensor => ScriptedAnswer.Framed([]),
            GgmlCommand.GraphCompute or GgmlCommand.GraphRecompute => ScriptedAnswer.None,
            _ => ScriptedAnswer.Close,
        };

    private ScriptedAnswer Allocate(ulong size)
    {
        ulong handle = FirstHandle + made++;
        buffers[handle] = new byte[size];
        return ScriptedAnswer.Numbers(handle, size);
    }

    private static ulong BaseOf(ulong handle) => FirstBase + (handle - FirstHandle) * BaseStep;

    private ScriptedAnswer Free(ulong handle) =>
        buffers.Remove(handle) ? ScriptedAnswer.Framed([]) : ScriptedAnswer.Close;

    private ScriptedAnswer Clear(ulong handle, byte value)
    {
        buffers[handle].AsSpan().Fill(value);
        return ScriptedAnswer.Framed([]);
    }

    private ScriptedAnswer Set(byte[] payload)
    {
        ReadOnlySpan<byte> content = payload.AsSpan(layout.Bytes + 8);
        content.CopyTo(At(Address(payload), content.Length));
        return ScriptedAnswer.None;
    }

    private ScriptedAnswer Get(byte[] payload)
    {
        int size = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(payload.AsSpan(layout.Bytes + 8)));
        return ScriptedAnswer.Framed(At(Address(payload), size));
    }

    // Data address plus the offset that follows the descriptor.
    private ulong Address(ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.ReadUInt64LittleEndian(payload[layout.Data..])
        + BinaryPrimitives.ReadUInt64LittleEndian(payload[layout.Bytes..]);

    private Span<byte> At(ulong address, int length)
    {
        ulong handle = (address - FirstBase) / BaseStep + FirstHandle;
        return buffers[handle].AsSpan(checked((int)((address - FirstBase) % BaseStep)), length);
    }

    // The highest stride times its extent is what a plain contiguous tensor occupies.
    private static ulong AllocSize(ReadOnlySpan<byte> descriptor) =>
        (ulong)BinaryPrimitives.ReadUInt32LittleEndian(descriptor[(GgmlLayout.Strides + 12)..])
        * BinaryPrimitives.ReadUInt32LittleEndian(descriptor[(GgmlLayout.Extents + 12)..]);
}
