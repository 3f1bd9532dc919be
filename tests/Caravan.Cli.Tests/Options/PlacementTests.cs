// Options about workers and devices, and the posted lines that use them.
using System.Reflection;
using Caravan.Cli.Commands;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Engine;

namespace Caravan.Cli.Tests.Options;

public class PlacementTests
{
    public static TheoryData<string> PostedLines()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("posted-lines.txt")!;
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    [Theory]
    [MemberData(nameof(PostedLines))]
    public void Posted_lines_are_read_as_they_stand(string line)
    {
        string[] words = CommandText.Split(line);
        CliCommand? command = CommandList.ForProgram(ProgramName.NameOf(words[0]));
        Assert.NotNull(command);
        Assert.NotNull(CommandLine.Parse(command, words.AsSpan(1), _ => null));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("serve")]
    [InlineData("perplexity")]
    [InlineData("sweep-bench")]
    public void Every_command_that_runs_models_takes_the_same_placement(string command)
    {
        PlacementRequest request = PlacementReader.Read(
            Parsed
                .Of(
                    command,
                    CommandText.Split(
                        "--rpc h:1,[::1]:2 -ngl 99 -ts 0,99 -sm none -mg 1 -dev RPC0,CPU -ncmoe 3 -nkvo -no-fmoe -no-fug "
                            + "-no-mmad --rpc-dialect k --rpc-timeout 2.5 --ledger steps.jsonl -ot exps=CPU"
                    )
                )
                .Options
        );
        Assert.Equal(["h:1", "[::1]:2"], request.RpcEndpoints);
        Assert.Equal(99, request.GpuLayers);
        Assert.Equal([0, 99], request.TensorSplit);
        Assert.Equal(SplitMode.None, request.SplitMode);
        Assert.Equal(1, request.MainDevice);
        Assert.Equal(["RPC0", "CPU"], request.Devices);
        Assert.Equal(3, request.CpuExpertLayers);
        Assert.True(request.NoCacheOffload);
        Assert.True(request.UnfuseExperts);
        Assert.True(request.UnfuseUpGate);
        Assert.True(request.UnfuseMultiAdd);
        Assert.Equal("K", request.RpcDialect);
        Assert.Equal(TimeSpan.FromSeconds(2.5), request.RpcTimeout);
        Assert.Equal("steps.jsonl", request.LedgerPath);
        Assert.Equal([new TensorOverride("exps", "CPU")], request.Overrides);
    }

    [Fact]
    public void A_line_that_says_nothing_asks_for_what_happens_anyway()
    {
        PlacementRequest request = Read();
        Assert.Empty(request.RpcEndpoints);
        Assert.Empty(request.Devices);
        Assert.Empty(request.TensorSplit);
        Assert.Empty(request.Overrides);
        Assert.Null(request.GpuLayers);
        Assert.Equal(SplitMode.Layer, request.SplitMode);
        Assert.Equal(0, request.CpuExpertLayers);
        Assert.False(request.NoCacheOffload || request.UnfuseExperts || request.UnfuseUpGate || request.UnfuseMultiAdd);
    }

    [Theory]
    [InlineData("10.0.2.209:50052", "10.0.2.209:50052,")]
    [InlineData("a:1 b:2", "a:1, b:2 ,,")]
    [InlineData("a:1 b:2", "a:1", "--rpc", "b:2")]
    [InlineData("[fe80::1]:5", "[fe80::1]:5")]
    [InlineData("[::1]:50052 host:50052", "[::1],host")]
    [InlineData("", "")]
    public void Endpoints_are_read_as_people_write_them(string expected, params string[] arguments) =>
        Assert.Equal(expected, string.Join(' ', Read(["--rpc", .. arguments]).RpcEndpoints));

    [Theory]
    [InlineData(null, "auto")]
    [InlineData(null, "-1")]
    [InlineData(int.MaxValue, "all")]
    [InlineData(int.MaxValue, "-2")]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    public void Layers_are_a_number_or_a_word(int? expected, string value) =>
        Assert.Equal(expected, Read("-ngl", value).GpuLayers);

    [Theory]
    [InlineData("45 40 15", "45,40,15")]
    [InlineData("3 1", "3/1")]
    [InlineData("1 0.5", "1, 0.5,")]
    [InlineData("", "0,0")]
    public void Shares_are_separated_by_commas_or_slashes(string expected, string value) =>
        Assert.Equal(expected, FormattableString.Invariant($"{string.Join(' ', Read("-ts", value).TensorSplit)}"));

    [Theory]
    [InlineData(SplitMode.None, "none")]
    [InlineData(SplitMode.Layer, "layer")]
    [InlineData(SplitMode.Layer, "row")]
    [InlineData(SplitMode.Layer, "graph")]
    [InlineData(SplitMode.Layer, "attn")]
    public void Modes_that_split_tensors_run_by_layers(SplitMode expected, string value) =>
        Assert.Equal(expected, Read("-sm", value).SplitMode);

    [Fact]
    public void Rules_keep_their_order_over_several_options() =>
        Assert.Equal(
            [
                new TensorOverride("blk.(12|13).ffn_.*_exps", "RPC[10.0.0.250:50052]"),
                new TensorOverride("exps", "CPU"),
                new TensorOverride("attn", "RPC0[[::1]:50052]"),
            ],
            Read(
                "-ot",
                "blk.(12|13).ffn_.*_exps=RPC[10.0.0.250:50052],exps=CPU",
                "-ot",
                "attn=RPC0[[::1]:50052]"
            ).Overrides
        );

    [Fact]
    public void Experts_of_all_layers_may_stay() => Assert.Equal(int.MaxValue, Read("-cmoe").CpuExpertLayers);

    [Fact]
    public void No_device_leaves_the_workers_out()
    {
        PlacementRequest request = Read("--rpc", "h:1", "-dev", "none");
        Assert.Empty(request.RpcEndpoints);
        Assert.Empty(request.Devices);
    }

    [Theory]
    [InlineData("LLAMA_ARG_RPC", "a:1,b:2")]
    [InlineData("LLAMA_ARG_DEVICE", "RPC1")]
    [InlineData("LLAMA_ARG_N_GPU_LAYERS", "7")]
    [InlineData("LLAMA_ARG_TENSOR_SPLIT", "1,3")]
    [InlineData("LLAMA_ARG_SPLIT_MODE", "none")]
    [InlineData("LLAMA_ARG_MAIN_GPU", "2")]
    public void Variables_of_llama_cpp_stand_for_the_options(string variable, string value)
    {
        PlacementRequest request = PlacementReader.Read(Parsed.In(new() { [variable] = value }).Options);
        string found = variable switch
        {
            "LLAMA_ARG_RPC" => string.Join(',', request.RpcEndpoints),
            "LLAMA_ARG_DEVICE" => string.Join(',', request.Devices),
            "LLAMA_ARG_N_GPU_LAYERS" => $"{request.GpuLayers}",
            "LLAMA_ARG_TENSOR_SPLIT" => string.Join(',', request.TensorSplit),
            "LLAMA_ARG_SPLIT_MODE" => request.SplitMode == SplitMode.None ? "none" : "layer",
            _ => $"{request.MainDevice}",
        };
        Assert.Equal(value, found);
    }

    private static PlacementRequest Read(params string[] arguments) =>
        PlacementReader.Read(Parsed.Run(arguments).Options);
}
