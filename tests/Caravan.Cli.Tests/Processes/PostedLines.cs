// Posted command lines with what tests have in the place of users' files and hardware.
using System.Reflection;
using Caravan.Cli.Terminal;
using Caravan.Cli.Tests.Options;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

/// <summary>Reads posted lines and replaces what only their users have.</summary>
internal static class PostedLines
{
    private const string AnyPort = "0";

    /// <summary>All lines.</summary>
    internal static IEnumerable<string> All()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("posted-lines.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The program that a line calls.</summary>
    internal static string ProgramOf(string line) => ProgramName.NameOf(CommandText.Split(line)[0]);

    /// <summary>The words of a client's line with a small model of the same kind for the posted one.</summary>
    internal static string[] WithModel(string line)
    {
        string[] words = [.. CommandText.Split(line).Select(OnCpu)];
        int option = Array.FindIndex(words, word => word is "-m" or "--model" or "-hf");
        if (option >= 0)
        {
            words[option] = words[option] == "-hf" ? "-m" : words[option];
            words[option + 1] = ModelFor(line);
        }

        return words;
    }

    /// <summary>The words of a worker's line with this machine's addresses, a free port and the CPU for other devices.</summary>
    internal static string[] ForWorker(string line)
    {
        string[] words = [.. CommandText.Split(line).Select(Replace)];
        return words.Contains(AnyPort) ? words : [.. words, "-p", AnyPort];
    }

    private static string Replace(string word) =>
        word switch
        {
            "50052" or "8190" => AnyPort,
            "10.0.2.209" => "127.0.0.1",
            "x" => "localhost",
            _ => OnCpu(word),
        };

    private static string OnCpu(string word) => word.Replace("CUDA0", "CPU", StringComparison.Ordinal);

    private static string ModelFor(string line) =>
        line.Contains("DeepSeek", StringComparison.Ordinal)
            ? SharedFolder.Require("models/austen-deepseek2-Q4_K_M.gguf")
        : line.Contains("exps", StringComparison.Ordinal) ? SharedFolder.Require("models/austen-qwen3moe-Q4_K_M.gguf")
        : line.StartsWith("llama-bench", StringComparison.Ordinal) ? CaravanProcess.StoriesModel
        : CaravanProcess.AustenModel;
}
