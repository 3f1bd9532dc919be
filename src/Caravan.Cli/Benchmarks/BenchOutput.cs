// Where the results of a benchmark go: standard output and standard error, each in its own format.
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Benchmarks;

/// <summary>Writes results as they come.</summary>
internal sealed class BenchOutput
{
    private readonly StandardOutput output = StandardOutput.Open();
    private readonly BenchPrinter? printer;
    private readonly BenchPrinter? errorPrinter;

    private BenchOutput(BenchPrinter? printer, BenchPrinter? errorPrinter)
    {
        this.printer = printer;
        this.errorPrinter = errorPrinter;
    }

    /// <summary>The outputs that a command line asks for.</summary>
    internal static BenchOutput Create(OptionValues options, IReadOnlyList<BenchCase> cases, string backends) =>
        new(
            BenchPrinter.Create(options.Get(BenchOptions.Output), cases, backends),
            BenchPrinter.Create(options.Get(BenchOptions.ErrorOutput), cases, backends)
        );

    /// <summary>Writes what stands before all results.</summary>
    internal void Begin() => Write(one => one.Begin());

    /// <summary>Writes a result.</summary>
    internal void Add(BenchResult result) => Write(one => one.Add(result));

    /// <summary>Writes what stands after all results.</summary>
    internal void End() => Write(one => one.End());

    private void Write(Func<BenchPrinter, string> text)
    {
        if (printer is not null)
        {
            output.Write(text(printer));
        }

        if (errorPrinter is not null)
        {
            Log.Raw(text(errorPrinter));
        }
    }
}
