// Hostile frames: lengths, commands and handles.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Cases 21, 26 and 27, and frames of the wrong length.</summary>
internal static class FrameCases
{
    /// <summary>All cases for a dialect.</summary>
    internal static IEnumerable<HostileCase> All(GgmlLayout layout) =>
        [.. Lengths(layout), .. Fixed(layout), .. Commands(layout), .. Handles(), .. Devices()];

    private static IEnumerable<HostileCase> Lengths(GgmlLayout layout)
    {
        foreach (GgmlCommand command in Enum.GetValues<GgmlCommand>().Where(c => Has(layout, c)))
        {
            foreach (ulong length in (ulong[])[1ul << 40, 1ul << 63, (1ul << 63) - 1, ulong.MaxValue])
            {
                yield return new HostileCase(
                    21,
                    $"{command} of {length} bytes",
                    _ => [HostileFrame.Promising(command, length, new byte[64])]
                );
            }
        }

        foreach (int length in (int[])[0, 1, 8, layout.Bytes, layout.Bytes + 7])
        {
            yield return new HostileCase(
                21,
                $"SET_TENSOR of {length} bytes, too few for its fields",
                s =>
                    [
                        HostileFrame.Of(
                            GgmlCommand.SetTensor,
                            RawMessages.Set(s.Layout, s.Tensor(1, 0, 2), 0, [])[..length]
                        ),
                    ]
            );
        }
    }

    // Every command of fixed length with one byte less, one more, and none.
    private static IEnumerable<HostileCase> Fixed(GgmlLayout layout)
    {
        (GgmlCommand, Func<WorkerSession, byte[]>)[] commands =
        [
            (GgmlCommand.AllocBuffer, _ => RawMessages.Allocate(0, 64)),
            (GgmlCommand.GetAlignment, _ => RawMessages.U32(0)),
            (GgmlCommand.GetMaxSize, _ => RawMessages.U32(0)),
            (GgmlCommand.BufferGetBase, s => RawMessages.Handle(s.Buffer)),
            (GgmlCommand.FreeBuffer, s => RawMessages.Handle(s.Buffer)),
            (GgmlCommand.BufferClear, s => RawMessages.Clear(s.Buffer, 0)),
            (GgmlCommand.SetTensorHash, s => RawMessages.SetHash(s.Layout, s.Tensor(1, 0, 2), 0, 1)),
            (GgmlCommand.GetTensor, s => RawMessages.Get(s.Layout, s.Tensor(1, 0, 2), 0, 8)),
            (GgmlCommand.CopyTensor, s => RawMessages.Copy(s.Layout, s.Tensor(1, 0, 2), s.Tensor(2, 64, 2))),
            (GgmlCommand.GetDeviceMemory, _ => RawMessages.U32(0)),
            (GgmlCommand.InitTensor, s => s.Tensor(1, 0, 2).ToBytes(s.Layout)),
            (GgmlCommand.GetAllocSize, s => RawMessages.AllocSize(s.Layout, 0, s.Tensor(1, 0, 2))),
            (GgmlCommand.DeviceCount, _ => []),
            (GgmlCommand.GraphRecompute, _ => RawMessages.U32(0)),
            (GgmlCommand.MemsetTensor, s => RawMessages.Memset(s.Layout, s.Tensor(1, 0, 2), 0, 8, 1)),
        ];
        foreach (
            (GgmlCommand command, Func<WorkerSession, byte[]> payload) in commands.Where(c => Has(layout, c.Item1))
        )
        {
            yield return new HostileCase(
                21,
                $"{command} with a byte more",
                s => [HostileFrame.Of(command, [.. payload(s), 0])]
            );
            if (command != GgmlCommand.DeviceCount)
            {
                yield return new HostileCase(
                    21,
                    $"{command} with a byte less",
                    s => [HostileFrame.Of(command, payload(s)[..^1])]
                );
                yield return new HostileCase(21, $"{command} with nothing", _ => [HostileFrame.Of(command, [])]);
            }
        }
    }

    private static IEnumerable<HostileCase> Commands(GgmlLayout layout)
    {
        byte first = (byte)(layout == GgmlLayout.K ? 17 : 18);
        foreach (byte command in (byte[])[first, 19, 0x7F, 0x80, 0xFF])
        {
            yield return new HostileCase(
                19,
                $"command {command}, which does not exist",
                _ => [HostileFrame.Of((GgmlCommand)command, [])]
            );
        }

        yield return new HostileCase(
            19,
            "a second greeting",
            s => [HostileFrame.Of(GgmlCommand.Hello, new byte[s.Layout.HelloBytes])]
        );
    }

    private static IEnumerable<HostileCase> Handles()
    {
        foreach ((string what, Func<WorkerSession, ulong> handle) in DescriptorCases.UnknownBuffers)
        {
            yield return new HostileCase(
                27,
                $"FREE_BUFFER of {what}",
                s => [HostileFrame.Of(GgmlCommand.FreeBuffer, RawMessages.Handle(handle(s)))]
            );
            yield return new HostileCase(
                27,
                $"BUFFER_GET_BASE of {what}",
                s => [HostileFrame.Of(GgmlCommand.BufferGetBase, RawMessages.Handle(handle(s)))]
            );
            yield return new HostileCase(
                27,
                $"BUFFER_CLEAR of {what}",
                s => [HostileFrame.Of(GgmlCommand.BufferClear, RawMessages.Clear(handle(s), 1))]
            );
        }

        yield return new HostileCase(
            27,
            "FREE_BUFFER twice",
            s =>
                [
                    HostileFrame.Of(GgmlCommand.FreeBuffer, RawMessages.Handle(s.Buffer)),
                    HostileFrame.Of(GgmlCommand.FreeBuffer, RawMessages.Handle(s.Buffer)),
                ]
        );
    }

    private static IEnumerable<HostileCase> Devices()
    {
        foreach (uint device in (uint[])[1000, 0x8000_0000, uint.MaxValue])
        {
            (string, GgmlCommand, Func<WorkerSession, byte[]>)[] requests =
            [
                ("ALLOC_BUFFER", GgmlCommand.AllocBuffer, _ => RawMessages.Allocate(device, 64)),
                ("GET_ALIGNMENT", GgmlCommand.GetAlignment, _ => RawMessages.U32(device)),
                ("GET_MAX_SIZE", GgmlCommand.GetMaxSize, _ => RawMessages.U32(device)),
                ("GET_DEVICE_MEMORY", GgmlCommand.GetDeviceMemory, _ => RawMessages.U32(device)),
                (
                    "GET_ALLOC_SIZE",
                    GgmlCommand.GetAllocSize,
                    s => RawMessages.AllocSize(s.Layout, device, s.Tensor(1, 0, 2))
                ),
            ];
            foreach ((string name, GgmlCommand command, Func<WorkerSession, byte[]> payload) in requests)
            {
                yield return new HostileCase(
                    26,
                    $"{name} of device {device}",
                    s => [HostileFrame.Of(command, payload(s))]
                );
            }
        }
    }

    private static bool Has(GgmlLayout layout, GgmlCommand command) =>
        command != GgmlCommand.MemsetTensor || layout == GgmlLayout.B;
}
