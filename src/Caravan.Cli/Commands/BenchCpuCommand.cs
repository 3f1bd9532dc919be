// "caravan bench cpu": how near matrix kernels come to the machine's limits, and to other engines' kernels.
using Caravan.Cli.Benchmarks.Ggml;
using Caravan.Cli.Benchmarks.Kernels;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Commands;

/// <summary>Measures matrix products of each type of weights.</summary>
internal sealed class BenchCpuCommand : CliCommand
{
    private const string Products = "product";
    private const string Block = "block";

    /// <inheritdoc/>
    internal override string Name => "bench cpu";

    /// <inheritdoc/>
    internal override string Summary => "measure matrix kernels against the machine's limits and other engines";

    /// <inheritdoc/>
    internal override string Usage => $"[{Products}|{Block}] [--type TYPE,...] [-t N,...] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "First the limits: multiply-adds of bytes and of single precision, and reading of memory, by all numbers of threads. "
        + "Then products with made-up weights, as the engine computes them; with up to 32 columns weights come from memory, beyond "
        + "that they stay in place. In a block gate, up and down are multiplied with the activation between them. Where --oracle names libraries of "
        + "other engines, those compute the same in turns with ours: ratios are their time over ours, above 1 where we are faster. "
        + "All figures are medians. Example: caravan bench cpu block --type q4_K,q8_0 -t 2";

    /// <inheritdoc/>
    internal override int MostArguments => 1;

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => [CpuBenchOptions.Group];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        KernelMode mode = arguments.FirstOrDefault(Products) switch
        {
            Products => KernelMode.Product,
            Block => KernelMode.Block,
            var other => throw new UsageException($"'{other}' is neither {Products} nor {Block}"),
        };
        IReadOnlyList<KernelCase> cases = KernelCases.Read(options, mode, new Log());
        string[] folders = [.. options.Get(CpuBenchOptions.Peers).SelectMany(part => part)];
        KernelPeer[] peers = folders is [CpuBenchOptions.NoPeer]
            ? []
            : [.. folders.Select(folder => new KernelPeer(GgmlLibrary.Load(folder)))];
        if (peers.GroupBy(peer => peer.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException($"two folders hold {twice.Key}: compare with one of each engine at a time");
        }

        using Interruption interruption = new();
        try
        {
            Run(options, mode, cases, peers, interruption.Token);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }
    }

    private static void Run(
        OptionValues options,
        KernelMode mode,
        IReadOnlyList<KernelCase> cases,
        KernelPeer[] peers,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<KernelLimits> limits = KernelLimits.Measure(
            cases.Max(test => test.Threads),
            options.Get(CpuBenchOptions.Size),
            cancellation
        );
        KernelPrinter printer = KernelPrinter.Create(options.Get(CpuBenchOptions.Output), mode, limits, peers);
        StandardOutput output = StandardOutput.Open();
        output.Write(printer.Begin());
        using KernelBenchmark benchmark = new(peers, options.Get(BenchOptions.Repetitions), cancellation);
        foreach (KernelResult result in benchmark.Run(cases, limits))
        {
            output.Write(printer.Add(result));
        }

        output.Write(printer.End());
    }
}
