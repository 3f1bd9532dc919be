// Command line of the benchmarks: each command prints markdown to standard output.
using System.CommandLine;
using Caravan.Benchmarks;
using Caravan.Benchmarks.Engines;
using Caravan.Benchmarks.Generation;
using Caravan.Benchmarks.Kernels;

RootCommand root = new("Compares Caravan's engine with llama.cpp, and its kernels with the memory's read bandwidth.");
root.Subcommands.Add(GenerationCommand.Create());
root.Subcommands.Add(KernelCommand.Create());
root.Subcommands.Add(EngineProcess.CreateCommand());
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
