// The command "loading": its options.
using System.CommandLine;

namespace Caravan.Benchmarks.Loading;

/// <summary>Declares <c>loading MODEL</c>.</summary>
internal static class LoadingCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        Argument<FileInfo> model = new("MODEL") { Description = "A GGUF file." };
        model.AcceptExistingOnly();
        Option<int> rounds = new("--rounds", "-r") { Description = "Rounds.", DefaultValueFactory = _ => 3 };
        Option<string> dialect = new("--rpc-dialect")
        {
            Description = "What is spoken to the worker: K or B.",
            DefaultValueFactory = _ => "B",
        };
        Option<DirectoryInfo> folder = new("--folder")
        {
            Description = "Where the worker's cache and the file of the disk's measurement are made.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
        };
        Command command = new("loading", "Times loads over loopback against a socket copy, hashing and the disk.")
        {
            Arguments = { model },
            Options = { rounds, dialect, folder },
        };
        command.SetAction(result =>
        {
            using LoadingBenchmark benchmark = new(
                result.GetRequiredValue(model).FullName,
                result.GetRequiredValue(dialect),
                result.GetRequiredValue(folder).FullName
            );
            benchmark.Run(result.GetValue(rounds), Console.Out);
        });
        return command;
    }
}
