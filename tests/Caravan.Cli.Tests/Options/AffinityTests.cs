// Command lines about where threads run.
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Platform;

namespace Caravan.Cli.Tests.Options;

public class AffinityTests
{
    [Fact]
    public void Nothing_said_leaves_threads_to_the_system()
    {
        (TeamOptions team, TeamOptions batch) = Read();
        Assert.Equal(new TeamOptions(), team);
        Assert.Same(team, batch);
    }

    [Theory]
    [InlineData("distribute", NumaStrategy.Distribute)]
    [InlineData("isolate", NumaStrategy.Isolate)]
    [InlineData("numactl", NumaStrategy.Numactl)]
    public void Numa_strategies_have_llama_cpps_names(string name, NumaStrategy expected) =>
        Assert.Equal(expected, Read("--numa", name).Team.Numa);

    [Fact]
    public void Mask_and_range_add_up() => Assert.Equal([0, 1, 2, 4], Read("-C", "0x10", "-Cr", "0-2").Team.Processors);

    [Fact]
    public void Batches_have_what_single_tokens_have_unless_they_are_given_more()
    {
        (TeamOptions team, TeamOptions batch) = Read("-C", "1", "--cpu-strict", "1", "--poll", "0");
        Assert.Same(team, batch);
        Assert.Equal((true, 0), (team.IsStrict, team.SpinMicroseconds));
        batch = Read("-C", "1", "--cpu-mask-batch", "0x3", "--poll-batch", "100").Batch;
        Assert.Equal([0, 1], batch.Processors);
        Assert.Equal(TeamOptions.MostSpinMicroseconds, batch.SpinMicroseconds);
    }

    [Fact]
    public void Processors_that_the_process_may_not_use_are_refused()
    {
        int[] allowed = SystemCalls.Current.ThreadAffinity();
        Assert.SkipWhen(allowed.Length == 0 || allowed.Contains(500), "needs a system that binds threads");
        Assert.Throws<UsageException>(() => Read("-Cr", "500-501"));
    }

    [Theory]
    [InlineData("--numa", "mirror")]
    [InlineData("--poll", "101")]
    [InlineData("--prio", "4")]
    [InlineData("--cpu-strict", "2")]
    public void Other_values_are_refused(params string[] arguments) =>
        Assert.Throws<UsageException>(() => Parsed.Run(arguments));

    private static (TeamOptions Team, TeamOptions Batch) Read(params string[] arguments) =>
        AffinityReader.Read(Parsed.Run(arguments).Options, new Log(isQuiet: true));
}
