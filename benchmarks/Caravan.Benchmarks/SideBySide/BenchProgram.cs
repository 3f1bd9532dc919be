// A program that is compared.
using System.Diagnostics;

namespace Caravan.Benchmarks.SideBySide;

/// <summary>A program that takes llama-bench's options and prints its JSON.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Command">The program and arguments of its own.</param>
internal sealed record BenchProgram(string Name, IReadOnlyList<string> Command)
{
    /// <summary>Reads <c>NAME=PROGRAM [ARGUMENT ...]</c>.</summary>
    /// <exception cref="BenchmarkException">The text is of another form.</exception>
    internal static BenchProgram Parse(string text)
    {
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        string[] command = sign < 1 ? [] : text[(sign + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return command.Length > 0
            ? new BenchProgram(text[..sign], command)
            : throw new BenchmarkException(
                $"'{text}' is not of the form NAME=PROGRAM, such as caravan=\"caravan bench\""
            );
    }

    /// <summary>Runs it once and returns what it printed.</summary>
    /// <exception cref="BenchmarkException">It does not start, or ends with another exit code than 0.</exception>
    internal string Run(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Command[0], [.. Command.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            string last = error.Result.TrimEnd().Split('\n')[^1];
            return process.ExitCode == 0
                ? output
                : throw new BenchmarkException($"{Name} ends with exit code {process.ExitCode}: {last}");
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new BenchmarkException($"{Name}: {Command[0]} does not start: {problem.Message}");
        }
    }
}
