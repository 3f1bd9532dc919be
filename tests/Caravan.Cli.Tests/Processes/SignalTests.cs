// Ctrl-C, and a reader that goes away.
using System.Diagnostics;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class SignalTests
{
    private const int MostMilliseconds = 200;

    // A program that does not end at all must not outlive the test.
    private const int MostMillisecondsToWait = 30_000;

    // Bit of SIGINT in the masks of /proc/self/status.
    private const ulong InterruptBit = 2;

    // On a machine that others use too a single measurement says little: the fastest of a few counts.
    private const int Attempts = 6;

    [Fact]
    public void Ctrl_C_ends_the_program_within_200_milliseconds()
    {
        SkipWithoutInterrupts();
        double fastest = double.PositiveInfinity;
        for (int i = 0; i < Attempts && fastest > MostMilliseconds; i++)
        {
            (double milliseconds, ProcessResult result) = Interrupt();
            Assert.Equal(130, result.ExitCode);
            Assert.Contains("llama_print_timings:        eval time", result.Error, StringComparison.Ordinal);
            fastest = Math.Min(fastest, milliseconds);
        }

        Assert.True(fastest <= MostMilliseconds, $"the program ended {fastest:F0} ms after Ctrl-C");
    }

    [Fact]
    public void Text_that_came_before_Ctrl_C_is_there()
    {
        SkipWithoutInterrupts();
        Assert.StartsWith("It is a truth", Interrupt().Result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_pipe_ends_the_program_without_a_word()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash to build a pipe with");
        using Process process = CaravanProcess.Start(
            "/bin/bash",
            "-c",
            "\"$0\" run -m \"$1\" -p 'It is a truth' -n -1 --ignore-eos --log-disable | head -c 30 >/dev/null; exit ${PIPESTATUS[0]}",
            CaravanProcess.ProgramPath,
            CaravanProcess.AustenModel
        );
        ProcessResult result = CaravanProcess.Finish(process);
        Assert.Equal(141, result.ExitCode);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void Ctrl_C_in_interactive_mode_calls_the_user_to_the_keyboard()
    {
        SkipWithoutInterrupts();
        using Process process = Start("-i");
        AwaitOutput(process);
        Signal(process);
        Thread.Sleep(MostMilliseconds);
        Assert.False(process.HasExited);
        Assert.Contains("end of input", CaravanProcess.Finish(process).ErrorLines);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>
    /// True where this process ignores Ctrl-C: it was started in the background of a script. Its children do so too.
    /// </summary>
    internal static bool InterruptsAreIgnored()
    {
        const string Status = "/proc/self/status";
        const string Field = "SigIgn:";
        string? mask = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))
            : null;
        return mask is not null && (Convert.ToUInt64(mask[Field.Length..].Trim(), 16) & InterruptBit) != 0;
    }

    private static void SkipWithoutInterrupts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
        Assert.SkipWhen(
            InterruptsAreIgnored(),
            "this process ignores interrupts (it was started in the background), and so do its children"
        );
    }

    private static (double Milliseconds, ProcessResult Result) Interrupt()
    {
        using Process process = Start();
        byte[] first = AwaitOutput(process);
        using MemoryStream rest = new();
        Task copy = process.StandardOutput.BaseStream.CopyToAsync(rest);
        Task<string> error = process.StandardError.ReadToEndAsync();
        long start = Stopwatch.GetTimestamp();
        Signal(process);
        bool ended = process.WaitForExit(MostMillisecondsToWait);
        if (!ended)
        {
            process.Kill();
        }

        Assert.True(ended, $"the program goes on {MostMillisecondsToWait} ms after Ctrl-C");
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Task.WaitAll(copy, error);
        return (milliseconds, new ProcessResult(process.ExitCode, [.. first, .. rest.ToArray()], error.Result));
    }

    // A text that goes on for a while.
    private static Process Start(params string[] more) =>
        CaravanProcess.Start(
            CaravanProcess.ProgramPath,
            [
                "run",
                "-m",
                CaravanProcess.AustenModel,
                "-p",
                "It is a truth",
                "-c",
                "100000",
                "-n",
                "-1",
                "--ignore-eos",
                .. more,
            ]
        );

    private static byte[] AwaitOutput(Process process)
    {
        byte[] buffer = new byte[64];
        process.StandardOutput.BaseStream.ReadAtLeast(buffer, buffer.Length);
        return buffer;
    }

    private static void Signal(Process process)
    {
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
