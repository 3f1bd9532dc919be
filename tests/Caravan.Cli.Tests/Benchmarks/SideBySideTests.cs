// Reading and comparing what programs like llama-bench print.
using Caravan.Benchmarks;
using Caravan.Benchmarks.SideBySide;

namespace Caravan.Cli.Tests.Benchmarks;

public class SideBySideTests
{
    [Fact]
    public void Results_of_llama_cpp_are_read()
    {
        const string Text = """
            [
              { "n_prompt": 8, "n_gen": 0, "n_depth": 16, "avg_ns": 1, "avg_ts": 5854.278233, "samples_ns": [ 1366522 ] },
              { "n_prompt": 8, "n_gen": 4, "n_depth": 0, "avg_ts": 10.5 }
            ]
            """;
        Assert.Equal([(new BenchTest(8, 0, 16), 5854.278233), (new BenchTest(8, 4, 0), 10.5)], BenchReader.Read(Text));
    }

    [Fact]
    public void Generation_after_a_prompt_of_ik_llama_cpp_is_the_others_depth()
    {
        const string Text = """
            [
              { "n_prompt": 16, "n_gen": 4, "avg_ts": 3.5, "test": "tg4@pp16" },
              { "n_prompt": 16, "n_gen": 4, "avg_ts": 7, "test": "pp16+tg4" }
            ]
            """;
        Assert.Equal([(new BenchTest(0, 4, 16), 3.5), (new BenchTest(16, 4, 0), 7.0)], BenchReader.Read(Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("| model | size |")]
    [InlineData("{}")]
    [InlineData("""[ { "n_prompt": 8 } ]""")]
    [InlineData("""[ { "n_prompt": 8, "n_gen": 0, "avg_ts": "fast" } ]""")]
    public void What_is_no_result_is_refused(string text) =>
        Assert.Contains(
            "no results of llama-bench's -o json",
            Assert.Throws<BenchmarkException>(() => BenchReader.Read(text)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("caravan bench")]
    [InlineData("=bench")]
    [InlineData("caravan=")]
    public void A_program_needs_a_name_and_a_command(string text) =>
        Assert.Contains("NAME=PROGRAM", Assert.Throws<BenchmarkException>(() => BenchProgram.Parse(text)).Message);

    [Fact]
    public void A_program_may_have_arguments_of_its_own()
    {
        BenchProgram program = BenchProgram.Parse("ik=/a/llama-bench -gp 16,4");
        Assert.Equal("ik", program.Name);
        Assert.Equal(["/a/llama-bench", "-gp", "16,4"], program.Command);
    }

    [Fact]
    public void The_ratio_is_that_of_neighbours_to_the_faster_peer()
    {
        BenchSeries series = new("m.gguf", 1, new BenchTest(512, 0, 0));
        foreach (
            (double own, double slow, double fast) in new[] { (10.0, 1.0, 8.0), (30.0, 2.0, 20.0), (20.0, 90.0, 10.0) }
        )
        {
            series.Add("own", own);
            series.Add("slow", slow);
            series.Add("fast", fast);
        }

        Assert.Equal(20, series.Median("own"));
        Assert.Equal((1.5, 1.25, 2.0), series.Ratio(["own", "slow", "fast"]));
        Assert.Equal((10, 20.0 / 90, 15), series.Ratio(["own", "slow"]));
        Assert.Null(series.Ratio(["own", "absent"]));
        Assert.Equal(double.NaN, series.Median("absent"));
    }
}
