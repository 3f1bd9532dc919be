// Command line of the benchmarks: each command prints markdown to standard output.
using System.CommandLine;
using Caravan.Benchmarks;
using Caravan.Benchmarks.Engines;
using Caravan.Benchmarks.Generation;
using Caravan.Benchmarks.Kernels;
using Caravan.Benchmarks.Loading;
using Caravan.Benchmarks.SideBySide;

RootCommand root = new("Compares Caravan's engine with llama.cpp, its kernels with memory, its loads with the link.");
root.Subcommands.Add(GenerationCommand.Create());
root.Subcommands.Add(KernelCommand.Create());
root.Subcommands.Add(LoadingCommand.Create());
root.Subcommands.Add(SideBySideCommand.Create());
root.Subcommands.Add(EngineProcess.CreateCommand());
root.Subcommands.Add(LoadingPeerProcess.CreateCommand());
ParseResult parsed = root.Parse(args);
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchmarkException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
