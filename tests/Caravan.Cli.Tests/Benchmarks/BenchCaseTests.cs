// Which tests a command line of bench asks for.
using Caravan.Cli.Benchmarks;
using Caravan.Cli.Terminal;
using Caravan.Cli.Tests.Options;
using Caravan.Engine;
using Caravan.Tensors;

namespace Caravan.Cli.Tests.Benchmarks;

public class BenchCaseTests
{
    [Theory]
    [InlineData("pp512 tg128")]
    [InlineData("pp64 tg16", "-p", "64", "-n", "16")]
    [InlineData("pp512 pp4096 tg128 pp4096+tg128", "-p", "512,4096", "-n", "128", "-pg", "4096,128")]
    [InlineData("tg128", "-p", "0")]
    [InlineData("pp8 tg4 pp8 @ d16 tg4 @ d16", "-p", "8", "-n", "4", "-d", "0,16")]
    [InlineData("pp8 tg4 @ d32", "-p", "8", "-n", "0", "-gp", "32,4")]
    [InlineData("pp8 pp16", "-p", "8", "-p", "16", "-n", "0")]
    public void Tests_come_in_llama_benchs_order(string expected, params string[] arguments) =>
        Assert.Equal(expected, string.Join(' ', Read(arguments).Select(one => one.Name)));

    [Fact]
    public void Every_combination_is_run()
    {
        IReadOnlyList<BenchCase> cases = Read("-p", "8", "-n", "0", "-ub", "4,8", "-ctk", "f16,q8_0", "-fa", "0,1");
        Assert.Equal(8, cases.Select(one => (one.MicroBatchSize, one.KeyType, one.FlashAttention)).Distinct().Count());
        Assert.Contains(cases, one => one is { MicroBatchSize: 4, KeyType: TensorType.Q8_0, FlashAttention: false });
    }

    [Fact]
    public void Devices_of_one_test_are_separated_by_slashes()
    {
        IReadOnlyList<BenchCase> cases = Read("-rpc", "a:1,b:2", "-dev", "RPC0,RPC0/RPC1", "-p", "8", "-n", "0");
        Assert.Equal(["RPC0", "RPC0/RPC1"], cases.Select(one => one.Placement.DevicesText));
    }

    [Fact]
    public void Shares_and_rules_of_one_test_have_separators_of_their_own()
    {
        IReadOnlyList<BenchCase> cases = Read("-ts", "3/1,1", "-ot", "a=CPU;b=RPC0,c=CPU", "-p", "8", "-n", "0");
        Assert.Equal(
            [("3.00/1.00", "a=CPU;b=RPC0"), ("3.00/1.00", "c=CPU"), ("1.00", "a=CPU;b=RPC0"), ("1.00", "c=CPU")],
            cases.Select(one => (one.Placement.TensorSplitText, one.Placement.OverridesText))
        );
    }

    [Fact]
    public void A_placement_becomes_a_request()
    {
        BenchCase test = Read(
            "-ngl",
            "5",
            "-sm",
            "none",
            "-mg",
            "1",
            "-nkvo",
            "1",
            "-ncmoe",
            "2",
            "-p",
            "8",
            "-n",
            "0"
        )[0];
        PlacementRequest request = test.Placement.ToRequest(new PlacementRequest { RpcEndpoints = ["a:1"] });
        Assert.Equal(["a:1"], request.RpcEndpoints);
        Assert.Equal(5, request.GpuLayers);
        Assert.Equal(SplitMode.None, request.SplitMode);
        Assert.Equal(1, request.MainDevice);
        Assert.Equal(2, request.CpuExpertLayers);
        Assert.True(request.NoCacheOffload);
    }

    [Fact]
    public void Only_tests_of_one_placement_and_number_of_threads_share_a_model()
    {
        IReadOnlyList<BenchCase> cases = Read("-p", "8", "-n", "4", "-ngl", "0,1");
        Assert.True(cases[1].SharesModelWith(cases[0]));
        Assert.False(cases[2].SharesModelWith(cases[1]));
    }

    [Fact]
    public void Threads_beyond_the_processors_run_as_that_many() =>
        Assert.All(Read("-t", "1024"), one => Assert.Equal(Environment.ProcessorCount, one.Threads));

    [Theory]
    [InlineData("no tests", "-p", "0", "-n", "0")]
    public void A_line_without_tests_is_refused(string expected, params string[] arguments) =>
        Assert.StartsWith(
            expected,
            Assert.Throws<UsageException>(() => Read(arguments)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_line_without_a_model_is_refused() =>
        Assert.StartsWith(
            "no model",
            Assert
                .Throws<UsageException>(() => BenchCases.Read(Parsed.Of("bench").Options, new Log(isQuiet: true)))
                .Message,
            StringComparison.Ordinal
        );

    private static IReadOnlyList<BenchCase> Read(params string[] arguments) =>
        BenchCases.Read(Parsed.Of("bench", ["-m", "m.gguf", .. arguments]).Options, new Log(isQuiet: true));
}
