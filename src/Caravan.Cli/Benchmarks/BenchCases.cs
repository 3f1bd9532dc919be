// All tests that a command line of bench asks for.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Platform;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks;

/// <summary>Combines the values of <see cref="BenchOptions"/> and <see cref="BenchPlacementOptions"/>.</summary>
internal static class BenchCases
{
    internal const int UsualBatch = 2048;
    internal const int UsualMicroBatch = 512;
    private const int UsualPrompt = 512;
    private const int UsualGeneration = 128;

    /// <summary>The tests in the order in which models are opened least often.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="log">Told of values that run in another form.</param>
    /// <exception cref="UsageException">There is no model or no test.</exception>
    internal static IReadOnlyList<BenchCase> Read(OptionValues values, Log log)
    {
        string[] models = All(values, BenchOptions.Model, []);
        if (models.Length == 0)
        {
            throw new UsageException(ModelOptions.WhyMissing(values));
        }

        int[] asked = All(values, BenchOptions.Threads, [PhysicalCores.Count()]);
        int[] threads =
        [
            .. asked
                .Select(count => EngineSettings.LimitThreads(count == 0 ? Environment.ProcessorCount : count, log))
                .Distinct(),
        ];
        BenchPlacement[] placements = [.. Placements(values)];
        BenchCase[] cases =
        [
            .. from model in models
            from placement in placements
            from one in InOnePlacement(values, model, placement, threads)
            select one,
        ];
        return cases.Length > 0 ? cases : throw new UsageException("no tests: -p, -n and -pg ask for no tokens");
    }

    private static IEnumerable<BenchPlacement> Placements(OptionValues values) =>
        from layers in All(values, BenchPlacementOptions.GpuLayers, [null])
        from expertLayers in values.Get(PlacementOptions.CpuExperts)
            ? [int.MaxValue]
            : All(values, BenchPlacementOptions.CpuExpertLayers, [0])
        from mode in All(values, BenchPlacementOptions.SplitModes, [DeviceTexts.Layer])
        from main in All(values, BenchPlacementOptions.MainDevices, [0])
        from devices in All(
            values,
            BenchPlacementOptions.Devices,
            [
                [],
            ]
        )
        from split in All(
            values,
            BenchPlacementOptions.TensorSplits,
            [
                [],
            ]
        )
        from overrides in All(
            values,
            BenchPlacementOptions.Overrides,
            [
                [],
            ]
        )
        from noCacheOffload in All(values, BenchPlacementOptions.NoCacheOffload, [false])
        select new BenchPlacement(layers, expertLayers, mode, main, devices, split, overrides, noCacheOffload);

    private static IEnumerable<BenchCase> InOnePlacement(
        OptionValues values,
        string model,
        BenchPlacement placement,
        int[] threads
    ) =>
        from threadCount in threads
        from batch in All(values, BenchOptions.BatchSize, [UsualBatch])
        from microBatch in All(values, BenchOptions.MicroBatchSize, [UsualMicroBatch])
        from keyType in All(values, BenchOptions.KeyType, [TensorType.F16])
        from valueType in All(values, BenchOptions.ValueType, [TensorType.F16])
        from flashAttention in All(values, BenchOptions.FlashAttention, [null])
        from memory in Memory(values)
        from latent in All(values, BenchOptions.LatentAttention, []).Select(form => (int?)form).DefaultIfEmpty(null)
        from test in Tests(values)
        select new BenchCase(
            model,
            placement,
            threadCount,
            batch,
            microBatch,
            keyType,
            valueType,
            flashAttention,
            memory,
            latent,
            (long)values.Get(ContextOptions.AttentionScratch) << 20,
            values.Get(BenchOptions.GroupedRouting),
            test.Prompt,
            test.Generated,
            test.Depth
        );

    private static WeightMemory[] Memory(OptionValues values)
    {
        WeightMemory[] asked =
        [
            .. All(values, BenchOptions.Memory, []),
            .. All(values, BenchOptions.Mapped, []),
            .. All(values, BenchOptions.HugePages, []),
        ];
        return asked.Length > 0 ? [.. asked.Distinct()] : [WeightMemory.Automatic];
    }

    private static IEnumerable<(int Prompt, int Generated, int Depth)> Tests(OptionValues values)
    {
        int[] prompts = All(values, BenchOptions.Prompt, [UsualPrompt]);
        int[] generations = All(values, BenchOptions.Generate, [UsualGeneration]);
        foreach (int depth in All(values, BenchOptions.Depth, [0]))
        {
            (int, int)[] tests =
            [
                .. prompts.Select(count => (count, 0)),
                .. generations.Select(count => (0, count)),
                .. values.Get(BenchOptions.PromptAndGenerate),
            ];
            foreach ((int prompt, int generated) in tests.Where(test => test != (0, 0)))
            {
                yield return (prompt, generated, depth);
            }
        }

        foreach ((int depth, int generated) in values.Get(BenchOptions.GenerateAfterPrompt))
        {
            if (generated > 0)
            {
                yield return (0, generated, depth);
            }
        }
    }

    private static T[] All<T>(OptionValues values, ListOption<T[]> option, T[] fallback) =>
        values.Has(option) ? [.. values.Get(option).SelectMany(part => part)] : fallback;
}
