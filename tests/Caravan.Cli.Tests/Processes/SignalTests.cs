// Ctrl-C, and a reader that goes away.
using System.Diagnostics;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class SignalTests
{
    private const int MostMilliseconds = 200;

    // On a machine that others use too a single measurement says little: the fastest of a few counts.
    private const int Attempts = 6;

    [Fact]
    public void Ctrl_C_ends_the_program_within_200_milliseconds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
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
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
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
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
        using Process process = Start("-i");
        AwaitOutput(process);
        Signal(process);
        Thread.Sleep(MostMilliseconds);
        Assert.False(process.HasExited);
        Assert.Contains("end of input", CaravanProcess.Finish(process).ErrorLines);
        Assert.Equal(0, process.ExitCode);
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
        process.WaitForExit();
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
