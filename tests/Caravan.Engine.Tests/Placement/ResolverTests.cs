// The meanings of -ngl, -ts, -dev, -sm, -ot, -cmoe and -nkvo.
using Caravan.Graph;

namespace Caravan.Engine.Tests;

public class ResolverTests
{
    private static readonly DeviceInfo Cpu = new("CPU", "", 100, 100);
    private static readonly DeviceInfo First = new("RPC0[a:1]", "", 100, 100);
    private static readonly DeviceInfo Second = new("RPC1[a:1]", "", 100, 100);
    private static readonly DeviceInfo Third = new("RPC0[b:2]", "", 100, 300);

    [Theory]
    [InlineData(null, "11111")]
    [InlineData(-1, "11111")]
    [InlineData(99, "11111")]
    [InlineData(5, "11111")]
    [InlineData(4, "11110")]
    [InlineData(3, "01110")]
    [InlineData(1, "00010")]
    [InlineData(0, "00000")]
    public void The_last_layers_go_to_the_worker_and_the_output_behind_all_of_them(int? layers, string onWorker) =>
        Assert.Equal(
            onWorker.Select(c => c == '1' ? 0 : 1),
            Resolve(new PlacementRequest { GpuLayers = layers }, First, Cpu).Layers
        );

    [Fact]
    public void Without_workers_everything_is_on_the_cpu() =>
        Assert.Equal([0, 0, 0, 0, 0], Resolve(new PlacementRequest(), Cpu).Layers);

    [Fact]
    public void The_embedding_stays_on_the_cpu_and_a_tied_output_is_on_the_worker_too()
    {
        ResolvedPlacement placement = Resolve(new PlacementRequest(), First, Cpu);
        Assert.Equal(1, placement.DeviceOf("token_embd.weight"));
        Assert.Equal(0, placement.DeviceOf("token_embd.weight", asOutput: true));
        Assert.Equal(0, placement.DeviceOf("output_norm.weight"));
        Assert.Equal(ResolvedPlacement.Everywhere, placement.DeviceOf("rope_freqs.weight"));
    }

    [Theory]
    [InlineData(new float[] { 1, 1 }, "00011")]
    [InlineData(new float[] { 3, 1 }, "00001")]
    [InlineData(new float[] { 1, 3 }, "01111")]
    [InlineData(new float[] { 0, 1 }, "11111")]
    [InlineData(new float[] { 1, 0 }, "00000")]
    [InlineData(new float[] { 1 }, "00000")]
    public void Proportions_count_by_bytes(float[] split, string devices) =>
        // Four layers of 40 bytes and an output of 45 have their middles at 20, 60, 100, 140 and 182.5 of 205.
        Assert.Equal(
            devices.Select(c => c - '0'),
            Resolve(new PlacementRequest { TensorSplit = [.. split] }, First, Second, Cpu).Layers
        );

    [Fact]
    public void A_proportion_beyond_the_devices_is_dropped_with_a_line()
    {
        ResolvedPlacement placement = Resolve(new PlacementRequest { TensorSplit = [0, 99] }, First, Cpu);
        Assert.Equal([0, 0, 0, 0, 0], placement.Layers);
        Assert.Equal(
            [
                "-ts: 99 is dropped, there is 1 device to split over",
                "-ts: only zeros remain, layers are dealt by free memory as without -ts",
            ],
            placement.Notices
        );
    }

    [Fact]
    public void Proportions_that_remain_count()
    {
        ResolvedPlacement placement = Resolve(new PlacementRequest { TensorSplit = [0, 1, 2, 3] }, First, Second, Cpu);
        Assert.Equal([1, 1, 1, 1, 1], placement.Layers);
        Assert.Equal("-ts: 2,3 is dropped, there are 2 devices to split over", Assert.Single(placement.Notices));
    }

    [Fact]
    public void Without_proportions_free_memory_decides() =>
        // A quarter and three quarters of 205: the middle of the second layer is at 60.
        Assert.Equal([0, 1, 1, 1, 1], Resolve(new PlacementRequest(), First, Third, Cpu).Layers);

    [Fact]
    public void Devices_are_used_in_the_order_they_are_named() =>
        Assert.Equal(
            [2, 2, 2, 0, 0],
            Resolve(
                new PlacementRequest { Devices = ["RPC[b:2]", "RPC0"], TensorSplit = [1, 1] },
                First,
                Second,
                Third,
                Cpu
            ).Layers
        );

    [Fact]
    public void No_device_means_the_cpu() =>
        Assert.Equal([1, 1, 1, 1, 1], Resolve(new PlacementRequest { Devices = ["none"] }, First, Cpu).Layers);

    [Fact]
    public void Without_a_split_the_main_device_takes_all() =>
        Assert.Equal(
            [1, 1, 1, 1, 1],
            Resolve(new PlacementRequest { SplitMode = SplitMode.None, MainDevice = 1 }, First, Second, Cpu).Layers
        );

    [Theory]
    [InlineData("RPC2", 2)]
    [InlineData("RPC1", 1)]
    [InlineData("RPC[b:2]", 2)]
    [InlineData("RPC0[b:2]", 2)]
    [InlineData("RPC1[a:1]", 1)]
    [InlineData("CPU", 3)]
    public void Devices_are_known_by_all_their_names(string name, int device) =>
        Assert.Equal(
            device,
            Resolve(
                    new PlacementRequest { Overrides = [new TensorOverride("ffn_up", name)] },
                    First,
                    Second,
                    Third,
                    Cpu
                )
                .DeviceOf("blk.0.ffn_up.weight")
        );

    [Fact]
    public void An_unknown_device_is_refused_with_those_there_are()
    {
        PlacementException exception = Assert.Throws<PlacementException>(() =>
            Resolve(new PlacementRequest { Overrides = [new TensorOverride("exps", "CUDA0")] }, First, Cpu)
        );
        Assert.Equal(
            "-ot: there is no device CUDA0, expected one of RPC0[a:1], RPC0, RPC[a:1], CPU",
            exception.Message
        );
    }

    [Fact]
    public void A_pattern_that_is_none_is_refused() =>
        Assert.Contains(
            "-ot: blk.(1 is no regular expression",
            Assert
                .Throws<PlacementException>(() =>
                    Resolve(new PlacementRequest { Overrides = [new TensorOverride("blk.(1", "CPU")] }, First, Cpu)
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_proportion_below_zero_or_without_bounds_is_refused(float share) =>
        Assert.Throws<PlacementException>(() => Resolve(new PlacementRequest { TensorSplit = [share] }, First, Cpu));

    [Fact]
    public void A_device_named_twice_is_refused() =>
        Assert.Throws<PlacementException>(() =>
            Resolve(new PlacementRequest { Devices = ["RPC0", "RPC[a:1]"] }, First, Cpu)
        );

    [Fact]
    public void A_main_device_that_is_none_is_refused() =>
        Assert.Throws<PlacementException>(() =>
            Resolve(new PlacementRequest { SplitMode = SplitMode.None, MainDevice = 2 }, First, Second, Cpu)
        );

    [Fact]
    public void The_first_rule_that_matches_counts_and_is_told_of()
    {
        ResolvedPlacement placement = Resolve(
            new PlacementRequest
            {
                Overrides = [new TensorOverride(@"blk\.[01]\.ffn_up", "RPC1"), new TensorOverride("ffn_up", "CPU")],
            },
            First,
            Second,
            Cpu
        );
        Assert.Equal(1, placement.DeviceOf("blk.1.ffn_up.weight"));
        Assert.Equal(2, placement.DeviceOf("blk.2.ffn_up.weight"));
        Assert.Equal(4, placement.OverrideLines.Length);
        Assert.Equal(
            "Tensor blk.0.ffn_up.weight (size = 0.00 MiB) buffer type overridden to RPC1[a:1]",
            placement.OverrideLines[0]
        );
    }

    [Theory]
    [InlineData(int.MaxValue, 4)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void Experts_of_the_first_layers_stay_on_the_cpu(int layers, int atHome)
    {
        ResolvedPlacement placement = Resolve(new PlacementRequest { CpuExpertLayers = layers }, First, Cpu);
        Assert.Equal(
            atHome,
            Enumerable.Range(0, 4).Count(l => placement.DeviceOf($"blk.{l}.ffn_down_exps.weight") == 1)
        );
        Assert.Equal(0, placement.DeviceOf("blk.0.ffn_up.weight"));
    }

    [Fact]
    public void The_cache_is_on_the_layers_device_unless_it_is_to_stay()
    {
        Assert.Equal([0, 0, 0, 0], Resolve(new PlacementRequest(), First, Cpu).Caches);
        Assert.Equal([1, 1, 1, 1], Resolve(new PlacementRequest { NoCacheOffload = true }, First, Cpu).Caches);
    }

    [Fact]
    public void Workers_without_layers_are_told_of() =>
        Assert.Contains(
            "-ngl is 0",
            Assert.Single(Resolve(new PlacementRequest { GpuLayers = 0 }, First, Cpu).Notices),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_table_has_layers_weights_and_cache_of_each_device()
    {
        ResolvedPlacement placement = PlacementResolver.Resolve(
            new PlacementRequest { TensorSplit = [1, 1] },
            new DeviceTable([First, Second, Cpu]),
            new PlacementSubject(
                [
                    new("token_embd.weight", 3 << 20),
                    new("output.weight", 1 << 20),
                    .. Enumerable.Range(0, 4).Select(l => new PlacedWeight($"blk.{l}.w", 1 << 20)),
                ],
                [1 << 19, 1 << 19, 1 << 19, 1 << 19],
                HasTiedOutput: false
            )
        );
        Assert.Equal(
            [
                "device     layers      weights MiB  KV MiB",
                "RPC0[a:1]  0-1                2.00    1.00",
                "RPC1[a:1]  2-3,output         3.00    1.00",
                "CPU        -                  3.00    0.00",
            ],
            PlacementTable.Lines(placement)
        );
    }

    private static ResolvedPlacement Resolve(PlacementRequest request, params DeviceInfo[] devices) =>
        PlacementResolver.Resolve(
            request,
            new DeviceTable(devices),
            new PlacementSubject(
                [
                    new("token_embd.weight", 40),
                    new("output_norm.weight", 5),
                    .. Enumerable.Range(0, 4).Select(l => new PlacedWeight($"blk.{l}.ffn_up.weight", 30)),
                ],
                [10, 10, 10, 10],
                HasTiedOutput: true
            )
        );
}
