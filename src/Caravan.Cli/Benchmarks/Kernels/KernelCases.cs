// All cases that a command line of "bench cpu" asks for.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Platform;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>Combines the values of <see cref="CpuBenchOptions"/>.</summary>
internal static class KernelCases
{
    private static readonly (int K, int Rows) UsualShape = (2048, 8192);
    private static readonly int[] UsualColumns = [1, 4, 8, 16, 512];
    private static readonly int[] ColumnsOfBlock = [512];

    // Copies of weights are read in turns; together they are so much larger than the last cache that each comes from memory.
    private const int CacheMultiple = 4;
    private const long LeastCopiedBytes = 128L << 20;
    private const int MostCopies = 4096;

    /// <summary>The cases, those of one type and shape together.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="mode">What is multiplied.</param>
    /// <param name="log">Told of values that run in another form.</param>
    /// <exception cref="UsageException">A type that was asked for cannot have a shape.</exception>
    internal static IReadOnlyList<KernelCase> Read(OptionValues values, KernelMode mode, Log log)
    {
        int[] columns = All(values, CpuBenchOptions.Columns, mode == KernelMode.Block ? ColumnsOfBlock : UsualColumns);
        int[] threads =
        [
            .. All(values, CpuBenchOptions.Threads, [1, PhysicalCores.Count()])
                .Select(count => EngineSettings.LimitThreads(count == 0 ? Environment.ProcessorCount : count, log))
                .Distinct(),
        ];
        TensorType[] all = [.. TensorTypes.All.ToArray().Select(traits => traits.Type)];
        KernelCase[] cases =
        [
            .. from type in All(values, CpuBenchOptions.Types, all)
            from shape in All(values, CpuBenchOptions.Shapes, [UsualShape])
            from count in columns
            from threadCount in threads
            select new KernelCase(type, shape.K, shape.Rows, count, threadCount, mode, 1),
        ];
        cases = Runnable(cases, isStrict: values.Has(CpuBenchOptions.Types));
        long limit = values.Get(CpuBenchOptions.Size);
        return cases.Length > 0
            ? [.. cases.Select(test => test.IsFew ? test with { Copies = Copies(test.WeightBytes, limit) } : test)]
            : throw new UsageException("no type can have such a shape");
    }

    private static KernelCase[] Runnable(KernelCase[] cases, bool isStrict)
    {
        using CpuDevice device = new(1);
        List<KernelCase> runnable = [];
        foreach (var group in cases.GroupBy(test => (test.Type, test.K, test.Rows)))
        {
            string? why = KernelGraph.WhyNot(device, group.First());
            if (why is null)
            {
                runnable.AddRange(group);
            }
            else if (isStrict)
            {
                throw new UsageException($"{group.Key.Type} {group.Key.K}x{group.Key.Rows}: {why}");
            }
        }

        return [.. runnable];
    }

    private static int Copies(long bytes, long limit)
    {
        long wanted = Math.Max(CacheMultiple * CpuFacts.Current.L3Bytes, LeastCopiedBytes);
        return (int)Math.Clamp(Math.Min((wanted / bytes) + 1, limit / bytes), 1, MostCopies);
    }

    private static T[] All<T>(OptionValues values, ListOption<T[]> option, T[] fallback) =>
        values.Has(option) ? [.. values.Get(option).SelectMany(part => part)] : fallback;
}
