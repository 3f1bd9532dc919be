// Workers that answer wrongly, fall silent or die: each is one exception that says so, in time.
using System.Diagnostics;
using Caravan.Engine;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Scripted;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Client;

public class HostileServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    // Far above the patience, far below a hang.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static TheoryData<char, string> WrongAnswers
    {
        get
        {
            TheoryData<char, string> cases = [];
            foreach (char dialect in "KB")
            {
                foreach (string name in Answers.Keys)
                {
                    cases.Add(dialect, name);
                }
            }

            return cases;
        }
    }

    private static Dictionary<string, (GgmlCommand Command, ScriptedAnswer Answer, string Message)> Answers { get; } =
        new()
        {
            ["no devices"] = (GgmlCommand.DeviceCount, ScriptedAnswer.Number32(0), "0 devices"),
            ["2^32 - 1 devices"] = (
                GgmlCommand.DeviceCount,
                ScriptedAnswer.Number32(uint.MaxValue),
                "4294967295 devices"
            ),
            ["a count of 8 bytes"] = (GgmlCommand.DeviceCount, ScriptedAnswer.Numbers(1), "8 bytes"),
            ["alignment 0"] = (GgmlCommand.GetAlignment, ScriptedAnswer.Numbers(0), "alignment 0"),
            ["alignment 48"] = (GgmlCommand.GetAlignment, ScriptedAnswer.Numbers(48), "alignment 48"),
            ["alignment 2^63"] = (
                GgmlCommand.GetAlignment,
                ScriptedAnswer.Numbers(1ul << 63),
                "alignment 9223372036854775808"
            ),
            ["an empty alignment"] = (GgmlCommand.GetAlignment, ScriptedAnswer.Framed([]), "0 bytes"),
            ["largest buffer 0"] = (GgmlCommand.GetMaxSize, ScriptedAnswer.Numbers(0), "buffers of 0 bytes"),
            ["memory of 8 bytes"] = (GgmlCommand.GetDeviceMemory, ScriptedAnswer.Numbers(1), "8 bytes"),
            ["a length of 2^63"] = (
                GgmlCommand.GetDeviceMemory,
                new ScriptedAnswer([0, 0, 0, 0, 0, 0, 0, 0x80], false),
                "9223372036854775808 bytes"
            ),
            ["silence"] = (GgmlCommand.GetDeviceMemory, ScriptedAnswer.None, "no answer"),
            ["half an answer"] = (
                GgmlCommand.GetDeviceMemory,
                new ScriptedAnswer([16, 0, 0, 0, 0, 0, 0, 0, 1], false),
                "no answer"
            ),
            ["a closed connection"] = (GgmlCommand.GetDeviceMemory, ScriptedAnswer.Close, "closed the connection"),
            ["no memory"] = (GgmlCommand.AllocBuffer, ScriptedAnswer.Numbers(0, 0), "MiB left"),
            ["a buffer too small"] = (GgmlCommand.AllocBuffer, ScriptedAnswer.Numbers(1, 16), "granted 16 bytes"),
            ["base 0"] = (GgmlCommand.BufferGetBase, ScriptedAnswer.Numbers(0), "address 0"),
            ["an unaligned base"] = (
                GgmlCommand.BufferGetBase,
                ScriptedAnswer.Numbers(0x1_0000_0001),
                "address 100000001"
            ),
            ["a base at the end"] = (
                GgmlCommand.BufferGetBase,
                ScriptedAnswer.Numbers(ulong.MaxValue - 31),
                "address ffffffffffffffe0"
            ),
            ["a result too short"] = (GgmlCommand.GetTensor, ScriptedAnswer.Framed([1, 2, 3]), "3 bytes"),
            ["no result but the end"] = (GgmlCommand.GetTensor, ScriptedAnswer.Close, "closed the connection"),
        };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void A_wrong_answer_is_refused_in_one_line(char dialect, string name)
    {
        (GgmlCommand command, ScriptedAnswer answer, string message) = Answers[name];
        HandMadeAnswers answers = new HandMadeAnswers(GgmlLayout.Of(dialect)).Replace(command, _ => answer);
        using ScriptedServer server = new(answers.Answer);
        long start = Stopwatch.GetTimestamp();
        Graph.DeviceException problem = Assert.ThrowsAny<Graph.DeviceException>(() => Run(server, dialect));
        Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"it took {Stopwatch.GetElapsedTime(start)}");
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{server.Port}", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_worker_that_never_gives_a_result_is_reported_and_given_up(char dialect)
    {
        HandMadeAnswers answers = new HandMadeAnswers(GgmlLayout.Of(dialect)).Replace(
            GgmlCommand.GetTensor,
            _ => ScriptedAnswer.None
        );
        using ScriptedServer server = new(answers.Answer);
        List<string> reports = [];
        RpcException problem = Assert.Throws<RpcException>(() => Run(server, dialect, reports.Add));
        Assert.Contains("GetTensor", problem.Message, StringComparison.Ordinal);
        string report = Assert.Single(reports);
        Assert.Contains($"127.0.0.1:{server.Port}", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_at_the_port_is_told_with_the_address()
    {
        RpcException problem = Assert.Throws<RpcException>(() => RpcServer.Connect(new RpcEndpoint("127.0.0.1", 1)));
        Assert.StartsWith("worker 127.0.0.1:1: cannot connect", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, "2.0.0")]
    [InlineData(4, 1, "4.1.0")]
    [InlineData(9, 0, "9.0.0")]
    public void Versions_that_are_not_spoken_are_refused_with_both_named(byte major, byte minor, string told)
    {
        using ScriptedServer server = new(_ => ScriptedAnswer.Framed([major, minor, 0, 0, .. new byte[24]]));
        RpcException problem = Assert.Throws<RpcException>(() => Connect(server, null));
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
        Assert.Contains("K (ik_llama.cpp 3.x)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upstream_3_is_told_from_ik_llama_cpp_by_its_descriptors()
    {
        HandMadeAnswers answers = new HandMadeAnswers(GgmlLayout.K).Replace(
            GgmlCommand.GetAllocSize,
            _ => ScriptedAnswer.Close
        );
        using ScriptedServer server = new(request =>
            request.Command == GgmlCommand.Hello && request.Payload.Length > 0
                ? ScriptedAnswer.Close
                : answers.Answer(request)
        );
        RpcException problem = Assert.Throws<RpcException>(() => Connect(server, null));
        Assert.Contains("llama.cpp with version 3.5.2", problem.Message, StringComparison.Ordinal);
    }

    private static void Run(ScriptedServer server, char dialect, Action<string>? report = null)
    {
        using RpcServer worker = Connect(server, Dialect.All.Single(d => d.Name == $"{dialect}"), report);
        using LoadedModel model = LoadedModel.Open(SharedFolder.Require("models/stories260K.gguf"), worker.Devices[0]);
        using InferenceSession session = new(model, new SessionOptions { ContextLength = 64 });
        session.Evaluate([1]);
    }

    private static RpcServer Connect(ScriptedServer server, Dialect? dialect, Action<string>? report = null) =>
        RpcServer.Connect(
            new RpcEndpoint("127.0.0.1", server.Port),
            new RpcClientOptions
            {
                Dialect = dialect,
                RequestTimeout = Patience,
                ResultTimeout = Patience * 6,
                SilenceReport = Patience * 2,
                Report = report,
            }
        );
}
