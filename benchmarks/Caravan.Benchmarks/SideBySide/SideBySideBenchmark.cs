// Runs programs in turns and compares their rates.
using System.Globalization;

namespace Caravan.Benchmarks.SideBySide;

/// <summary>
/// A machine's speed changes from minute to minute, so that each round runs every program once, one after the other, and ratios are
/// of one round.
/// </summary>
internal sealed class SideBySideBenchmark(
    IReadOnlyList<BenchProgram> programs,
    IReadOnlyList<string> models,
    IReadOnlyList<int> threads,
    IReadOnlyList<string> arguments
)
{
    private readonly List<BenchSeries> all = [];

    /// <summary>Runs everything and writes a table in markdown.</summary>
    /// <param name="rounds">Rounds that count.</param>
    /// <param name="output">Receives the table.</param>
    /// <param name="progress">Told what is run.</param>
    /// <exception cref="BenchmarkException">A program fails, or prints no results.</exception>
    internal void Run(int rounds, TextWriter output, Action<string> progress)
    {
        string load = MachineFacts.LoadAverage;
        foreach (string model in models)
        {
            foreach (int count in threads)
            {
                for (int round = 1; round <= rounds; round++)
                {
                    foreach (BenchProgram program in programs)
                    {
                        progress($"{Path.GetFileName(model)}, {count} threads, round {round}/{rounds}: {program.Name}");
                        RunOnce(program, model, count);
                    }
                }
            }
        }

        Write(rounds, load, output);
    }

    private void RunOnce(BenchProgram program, string model, int count)
    {
        string text = program.Run(["-m", model, "-t", $"{count}", "-r", "1", "-o", "json", .. arguments]);
        foreach ((BenchTest test, double rate) in BenchReader.Read(text))
        {
            BenchSeries? series = all.Find(one => one.Model == model && one.Threads == count && one.Test == test);
            if (series is null)
            {
                series = new BenchSeries(model, count, test);
                all.Add(series);
            }

            series.Add(program.Name, rate);
        }
    }

    private void Write(int rounds, string load, TextWriter output)
    {
        output.WriteLine($"{MachineFacts.Processor}; load average {load} before");
        output.WriteLine(
            $"`{string.Join(' ', arguments.DefaultIfEmpty("(default tests)"))}`, medians of {rounds} rounds in turns, tokens a second"
        );
        output.WriteLine();
        string[] names = [.. programs.Select(program => program.Name)];
        MarkdownTable table = new([
            "file",
            "threads",
            "test",
            .. names,
            .. names.Length > 1 ? ["ratio to the faster"] : Array.Empty<string>(),
        ]);
        foreach (BenchSeries series in all)
        {
            table.Add([
                Path.GetFileNameWithoutExtension(series.Model),
                $"{series.Threads}",
                $"{series.Test}",
                .. names.Select(name => Number(series.Median(name))),
                .. names.Length > 1 ? [Ratio(series.Ratio(names))] : Array.Empty<string>(),
            ]);
        }

        table.Write(output);
    }

    private static string Ratio((double Median, double Least, double Most)? ratio) =>
        ratio is { } found
            ? string.Create(CultureInfo.InvariantCulture, $"{found.Median:F2} ({found.Least:F2} to {found.Most:F2})")
            : "";

    // Three digits say all that such a measurement knows.
    private static string Number(double rate) =>
        double.IsNaN(rate) ? ""
        : rate >= 100 ? rate.ToString("F0", CultureInfo.InvariantCulture)
        : rate.ToString(rate >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);
}
