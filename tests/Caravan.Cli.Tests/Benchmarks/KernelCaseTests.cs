// Which products a command line of bench cpu asks for.
using Caravan.Cli.Benchmarks.Kernels;
using Caravan.Cli.Commands;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Tensors;

namespace Caravan.Cli.Tests.Benchmarks;

public class KernelCaseTests
{
    [Fact]
    public void Every_combination_is_run()
    {
        IReadOnlyList<KernelCase> cases = Read(
            KernelMode.Product,
            "--type",
            "q4_0,q8_0",
            "--shape",
            "256x64,512x32",
            "-b",
            "1,64",
            "-t",
            "1"
        );
        Assert.Equal(8, cases.Distinct().Count());
        Assert.Contains(cases, test => test is { Type: TensorType.Q8_0, K: 512, Rows: 32, Columns: 64, Threads: 1 });
    }

    [Fact]
    public void Without_options_every_type_with_products_is_run()
    {
        IReadOnlyList<KernelCase> cases = Read(KernelMode.Product, "-t", "1");
        Assert.Equal([1, 4, 8, 16, 512], cases.Select(test => test.Columns).Distinct());
        TensorType[] types = [.. cases.Select(test => test.Type).Distinct()];
        Assert.All(
            [TensorType.F32, TensorType.F16, TensorType.Q4_K, TensorType.IQ1_KT, TensorType.Q4_0_R8],
            type => Assert.Contains(type, types)
        );
        Assert.DoesNotContain(TensorType.I32, types);
    }

    [Fact]
    public void Types_that_cannot_have_a_shape_are_left_out_where_none_was_named() =>
        Assert.DoesNotContain(
            Read(KernelMode.Product, "--shape", "96x64", "-t", "1", "-b", "1"),
            test => test.Type == TensorType.Q4_K
        );

    [Fact]
    public void A_block_has_512_columns_and_one_copy()
    {
        KernelCase test = Assert.Single(Read(KernelMode.Block, "--type", "q8_0", "-t", "1"));
        Assert.Equal((512, 1), (test.Columns, test.Copies));
        Assert.Equal(3.0 * 2048 * 8192 * 512, test.MultiplyAdds);
        Assert.Equal(3L * 2048 * 8192 / 32 * 34, test.WeightBytes);
    }

    [Fact]
    public void Weights_for_few_columns_are_larger_together_than_the_caches()
    {
        IReadOnlyList<KernelCase> cases = Read(KernelMode.Product, "--type", "q8_0", "-t", "1", "-b", "1,512");
        Assert.True(cases[0].Copies * cases[0].WeightBytes > 4 * CpuFacts.Current.L3Bytes);
        Assert.Equal(1, cases[1].Copies);
    }

    [Fact]
    public void Copies_of_weights_stay_within_the_size_that_was_given()
    {
        KernelCase test = Assert.Single(
            Read(KernelMode.Product, "--type", "q8_0", "--shape", "1024x241", "-t", "1", "-b", "1", "--size", "1M")
        );
        Assert.Equal(3, test.Copies);
    }

    [Fact]
    public void The_median_of_an_even_number_is_the_mean_of_the_middle_ones()
    {
        Assert.Equal(2, KernelTimer.Median([3, 1, 2]));
        Assert.Equal(2.5, KernelTimer.Median([4, 1, 2, 3]));
        Assert.Equal(double.NaN, KernelTimer.Median([]));
    }

    private static IReadOnlyList<KernelCase> Read(KernelMode mode, params string[] arguments) =>
        KernelCases.Read(
            CommandLine.Parse(new BenchCpuCommand(), arguments, _ => null).Options,
            mode,
            new Log(isQuiet: true)
        );
}
