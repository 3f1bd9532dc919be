// The command "kernels": its options.
using System.CommandLine;

namespace Caravan.Benchmarks.Kernels;

/// <summary>Declares <c>kernels MODEL</c>.</summary>
internal static class KernelCommand
{
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
        Option<int> tokens = new("--tokens", "-n")
        {
            Description = "Tokens that share each product: 1 as in generation, a micro-batch as in a prompt.",
            DefaultValueFactory = _ => 1,
        };
        Option<int> rounds = new("--rounds", "-r") { Description = "Rounds.", DefaultValueFactory = _ => 7 };
        Command command = new(
            "kernels",
            "Times the matrix products of a model one kind at a time, against plain reading."
        )
        {
            Arguments = { model },
            Options = { threads, tokens, rounds },
        };
        command.SetAction(result =>
        {
            foreach (int count in ThreadCounts.Parse(result.GetRequiredValue(threads)))
            {
                KernelBenchmark.Run(
                    result.GetRequiredValue(model).FullName,
                    count,
                    result.GetValue(tokens),
                    result.GetValue(rounds),
                    Console.Out
                );
            }
        });
        return command;
    }
}
