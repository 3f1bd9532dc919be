// The replayer itself: it must pass on what servers answer, and notice what differs.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Scripted;

namespace Caravan.Rpc.Tests.Captures;

public class ReplayTests
{
    [Theory]
    [MemberData(nameof(CaptureFolders.All), MemberType = typeof(CaptureFolders))]
    public void Recordings_replay_against_the_recorded_answers(string run)
    {
        string folder = CaptureFolders.Require(run);
        using ScriptedServer server = ScriptedServer.Replaying(folder);
        IReadOnlyList<ReplayResult> results = CaptureReplayer.Replay(folder, "127.0.0.1", server.Port);
        Assert.Empty(server.Problems);
        Assert.Equal(0, ReplayComparison.Check(results));
        Assert.Equal(CaptureFile.ReadFolder(folder).Sum(capture => capture.Exchanges.Count), server.Requests.Count);
    }

    [Fact]
    public void Handles_and_addresses_become_those_of_the_server()
    {
        const ulong handleShift = 7_000;
        const ulong baseShift = 0x5000;
        string folder = CaptureFolders.Require("stories");
        CaptureFile[] captures = [.. CaptureFile.ReadFolder(folder)];
        using ScriptedServer server = new(request =>
        {
            GgmlExchange recorded = captures[^1].Exchanges[request.Number];
            byte[]? answer = recorded.Answer;
            if (recorded.Command is GgmlCommand.AllocBuffer or GgmlCommand.BufferGetBase)
            {
                answer = [.. answer!];
                ulong shift = recorded.Command == GgmlCommand.AllocBuffer ? handleShift : baseShift;
                BinaryPrimitives.WriteUInt64LittleEndian(
                    answer,
                    BinaryPrimitives.ReadUInt64LittleEndian(answer) + shift
                );
            }

            return answer is null ? ScriptedAnswer.None : ScriptedAnswer.Framed(answer);
        });
        CaptureReplayer.Replay(captures[^1], "127.0.0.1", server.Port);

        GgmlLayout layout = GgmlLayout.K;
        foreach (ScriptedRequest request in server.Requests)
        {
            byte[] recorded = captures[^1].Exchanges[request.Number].Request;
            switch (request.Command)
            {
                case GgmlCommand.BufferGetBase or GgmlCommand.FreeBuffer or GgmlCommand.BufferClear:
                    AssertShifted(recorded, request.Payload, 0, handleShift);
                    break;
                case GgmlCommand.SetTensor or GgmlCommand.GetTensor:
                    AssertShifted(recorded, request.Payload, GgmlLayout.Buffer, handleShift);
                    AssertShifted(recorded, request.Payload, layout.Data, baseShift);
                    break;
                case GgmlCommand.GraphCompute:
                    int table = 12 + 8 * BinaryPrimitives.ReadInt32LittleEndian(recorded.AsSpan(4));
                    for (int at = table; at < recorded.Length; at += layout.Bytes)
                    {
                        AssertShifted(recorded, request.Payload, at + GgmlLayout.Buffer, handleShift);
                        AssertShifted(recorded, request.Payload, at + layout.Data, baseShift);
                    }

                    break;
                default:
                    Assert.Equal(recorded, request.Payload);
                    break;
            }
        }
    }

    [Fact]
    public void A_result_beyond_the_tolerance_is_noticed()
    {
        byte[] recorded = new byte[8];
        byte[] live = [.. recorded];
        BinaryPrimitives.WriteSingleLittleEndian(live.AsSpan(4), 0.03f);
        Assert.ThrowsAny<Exception>(() => ReplayComparison.Check([new ReplayResult(0, "t", 0, recorded, live)]));
        BinaryPrimitives.WriteSingleLittleEndian(live.AsSpan(4), float.NaN);
        Assert.ThrowsAny<Exception>(() => ReplayComparison.Check([new ReplayResult(0, "t", 0, recorded, live)]));
    }

    [Fact]
    public void Another_largest_element_is_noticed()
    {
        byte[] recorded = new byte[8];
        byte[] live = [.. recorded];
        BinaryPrimitives.WriteSingleLittleEndian(recorded, 0.005f);
        BinaryPrimitives.WriteSingleLittleEndian(live.AsSpan(4), 0.005f);
        Assert.ThrowsAny<Exception>(() => ReplayComparison.Check([new ReplayResult(0, "t", 0, recorded, live)]));
    }

    private static void AssertShifted(byte[] recorded, byte[] sent, int at, ulong shift)
    {
        ulong before = BinaryPrimitives.ReadUInt64LittleEndian(recorded.AsSpan(at));
        ulong after = BinaryPrimitives.ReadUInt64LittleEndian(sent.AsSpan(at));
        Assert.Equal(before == 0 ? 0 : before + shift, after);
    }
}
