// All commands, and the names of other programs whose part they take.
namespace Caravan.Cli.Commands;

/// <summary>Finds commands.</summary>
internal static class CommandList
{
    // Programs of llama.cpp and ik_llama.cpp; null: not in this version.
    private static readonly Dictionary<string, string?> Programs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["llama-cli"] = "run",
        ["llama-completion"] = "run",
        ["main"] = "run",
        ["llama-perplexity"] = "perplexity",
        ["llama-tokenize"] = "tokenize",
        ["llama-quantize"] = "quantize",
        ["llama-server"] = "serve",
        ["llama-bench"] = "bench",
        ["llama-batched-bench"] = null,
        ["llama-sweep-bench"] = "sweep-bench",
        ["rpc-server"] = "worker",
        ["ggml-rpc-server"] = "worker",
    };

    /// <summary>All commands in the order of help.</summary>
    internal static IReadOnlyList<CliCommand> All { get; } =
    [
        new ChatCommand(),
        new RunCommand(),
        new ServeCommand(),
        new DemoCommand(),
        new TokenizeCommand(),
        new PerplexityCommand(),
        new BenchCommand(),
        new SweepBenchCommand(),
        new WorkerCommand(),
        new CpuCommand(),
        new InspectCommand(),
        new QuantizeCommand(),
        new MakeModelCommand(),
        new FuzzCommand(),
    ];

    /// <summary>The command called <paramref name="name"/>, or null.</summary>
    internal static CliCommand? Find(string name) => All.FirstOrDefault(command => command.Name == name);

    /// <summary>True when <paramref name="program"/> is another program's name under which a command runs.</summary>
    internal static bool IsLinkOf<TCommand>(string program)
        where TCommand : CliCommand => Programs.GetValueOrDefault(program) is { } name && Find(name) is TCommand;

    /// <summary>The command that takes the part of the program called <paramref name="program"/>; null for none.</summary>
    /// <exception cref="UsageException">The program is known, but nothing here takes its part yet.</exception>
    internal static CliCommand? ForProgram(string program) =>
        !Programs.TryGetValue(program, out string? name) ? null
        : name is not null ? Find(name)
        : throw new UsageException(
            $"this version does not act as {program} (it does as {string.Join(", ", Programs.Where(p => p.Value is not null).Select(p => p.Key).Order(StringComparer.Ordinal))})"
        );
}
