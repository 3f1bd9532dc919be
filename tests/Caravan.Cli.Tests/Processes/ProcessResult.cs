// What a process left behind.
using System.Text;

namespace Caravan.Cli.Tests.Processes;

/// <summary>Exit code, bytes of standard output, text of standard error.</summary>
internal sealed record ProcessResult(int ExitCode, byte[] OutputBytes, string Error)
{
    /// <summary>Standard output as text.</summary>
    internal string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <summary>Lines of standard error that are not empty.</summary>
    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output of a run that went well.</summary>
    internal string Success()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return Output;
    }

    /// <summary>
    /// The only line of standard error of a run that was refused, without "error: "; notes and what is being loaded may
    /// stand before it.
    /// </summary>
    internal string Refusal(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}: {Error}");
        Assert.Equal("", Output);
        string line = Assert.Single(
            ErrorLines,
            l =>
                !l.StartsWith("note: ", StringComparison.Ordinal) && !l.StartsWith("caravan ", StringComparison.Ordinal)
        );
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        return line["error: ".Length..];
    }
}
