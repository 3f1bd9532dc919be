// The command "side-by-side": its options.
using System.CommandLine;
using System.Globalization;

namespace Caravan.Benchmarks.SideBySide;

/// <summary>Declares <c>side-by-side NAME=PROGRAM ... -m MODEL,... -- ARGUMENT ...</c>.</summary>
internal static class SideBySideCommand
{
    // Runnable threads of others that already make figures doubtful.
    private const double QuietLoad = 0.5;

    /// <summary>The command.</summary>
    internal static Command Create()
    {
        Argument<string[]> rest = new("PROGRAMS")
        {
            Description =
                "NAME=PROGRAM for each program that takes llama-bench's options, ours first; a program may have arguments of its own "
                + "(caravan=\"caravan bench\"). What begins with a minus sign, behind --, goes to all of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> models = new("--model", "-m")
        {
            Description = "GGUF files, separated by commas.",
            Required = true,
        };
        Option<string> threads = new("--threads", "-t")
        {
            Description = "Thread counts, separated by commas.",
            DefaultValueFactory = _ => $"1,{Environment.ProcessorCount}",
        };
        Option<int> rounds = new("--rounds", "-r") { Description = "Rounds.", DefaultValueFactory = _ => 5 };
        Command command = new("side-by-side", "Runs programs like llama-bench in turns and prints medians and ratios.")
        {
            Arguments = { rest },
            Options = { models, threads, rounds },
        };
        command.SetAction(result =>
        {
            string[] words = result.GetRequiredValue(rest);
            int programs = Array.FindIndex(words, word => word.StartsWith('-')) is >= 0 and int first
                ? first
                : words.Length;
            SideBySideBenchmark benchmark = new(
                [.. words.Take(programs).Select(BenchProgram.Parse)],
                result.GetRequiredValue(models).Split(','),
                [.. ThreadCounts.Parse(result.GetRequiredValue(threads)).Distinct()],
                [.. words.Skip(programs)]
            );
            WarnOfOthers();
            benchmark.Run(result.GetValue(rounds), Console.Out, Tell);
        });
        return command;
    }

    private static void WarnOfOthers()
    {
        if (
            double.TryParse(MachineFacts.LoadAverage, CultureInfo.InvariantCulture, out double load)
            && load > QuietLoad
        )
        {
            Console.Error.WriteLine(
                $"warning: the load average is {load.ToString("F2", CultureInfo.InvariantCulture)}: others use the machine, the figures will say little"
            );
        }
    }

    private static void Tell(string line)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(line);
        }
    }
}
