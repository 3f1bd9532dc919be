// The command "generation": its options.
using System.CommandLine;
using Caravan.Benchmarks.Engines;
using Caravan.Tensors;

namespace Caravan.Benchmarks.Generation;

/// <summary>Declares <c>generation MODEL</c>.</summary>
internal static class GenerationCommand
{
    // llama.cpp rounds contexts up to this.
    private const int ContextPadding = 256;

    /// <summary>The command.</summary>
    internal static Command Create()
    {
        Argument<FileInfo> model = new("MODEL") { Description = "A GGUF file." };
        model.AcceptExistingOnly();
        Option<string> threads = new("--threads", "-t")
        {
            Description = "Thread counts, separated by commas.",
            DefaultValueFactory = _ => "1,2",
        };
        Option<int> prompt = Number("--prompt", 128, "Tokens of the prompt.", "-p");
        Option<int> generate = Number("--generate", 64, "Tokens generated in each round.", "-n");
        Option<int> slice = Number("--slice", 4, "Generated tokens after which the other engine has its turn.");
        Option<int> rounds = Number("--rounds", 5, "Rounds that count, after one that warms up.", "-r");
        Option<int> loads = Number("--loads", 3, "Starts of each engine, to measure loading.");
        Option<int> context = Number("--context", 4096, "Context length in tokens.", "-c");
        Option<int> batch = Number("--batch", 2048, "Tokens of a prompt handed over at once.", "-b");
        Option<int> microBatch = Number("--micro-batch", 512, "Tokens computed at once.", "-ub");
        Option<bool> flash = new("--flash-attention", "-fa")
        {
            Description = "Attention in one op.",
            DefaultValueFactory = _ => true,
        };
        Option<TensorType> keys = CacheType("--cache-type-k", "-ctk");
        Option<TensorType> values = CacheType("--cache-type-v", "-ctv");
        Command command = new("generation", "Compares prompt processing, token generation, loading and memory.")
        {
            Arguments = { model },
            Options =
            {
                threads,
                prompt,
                generate,
                slice,
                rounds,
                loads,
                context,
                batch,
                microBatch,
                flash,
                keys,
                values,
            },
        };
        command.SetAction(result =>
        {
            int length =
                (Math.Max(result.GetValue(context), result.GetValue(prompt) + result.GetValue(generate)) - 1)
                    / ContextPadding
                    * ContextPadding
                + ContextPadding;
            int batchSize = Math.Min(result.GetValue(batch), length);
            EngineArguments engine = new(
                result.GetRequiredValue(model).FullName,
                1,
                length,
                batchSize,
                Math.Min(result.GetValue(microBatch), batchSize),
                result.GetValue(flash),
                result.GetValue(keys),
                result.GetValue(values)
            );
            GenerationBenchmark.Run(
                new GenerationOptions(
                    engine,
                    ThreadCounts.Parse(result.GetRequiredValue(threads)),
                    result.GetValue(prompt),
                    result.GetValue(generate),
                    result.GetValue(slice),
                    result.GetValue(rounds),
                    result.GetValue(loads)
                ),
                Console.Out
            );
        });
        return command;
    }

    private static Option<int> Number(string name, int value, string description, params string[] aliases)
    {
        Option<int> option = new(name, aliases) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < 1)
            {
                result.AddError($"{name} must be at least 1");
            }
        });
        return option;
    }

    private static Option<TensorType> CacheType(string name, string alias) =>
        new(name, alias)
        {
            HelpName = "TYPE",
            Description = "Type of the cache.",
            DefaultValueFactory = _ => TensorType.F16,
        };
}
