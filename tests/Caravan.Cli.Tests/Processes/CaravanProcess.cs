// Runs the program as users do: as a process.
using System.Diagnostics;
using System.Text;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

/// <summary>Starts the built program and collects what it leaves behind.</summary>
internal static class CaravanProcess
{
    // Far above what any test needs, so that a hanging program fails a test instead of the whole run.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The program beside the tests.</summary>
    internal static string ProgramPath { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "caravan.exe" : "caravan");

    /// <summary>The model that travels with the project: byte-level BPE, no token begins texts.</summary>
    internal static string AustenModel { get; } = RepositoryRoot.PathTo("models/austen-llama-Q8_0.gguf");

    /// <summary>A small model of the shared fixtures: SPM, a token begins texts. Skips where there are none.</summary>
    internal static string StoriesModel => SharedFolder.Require("models/stories260K.gguf");

    /// <summary>Runs the program to its end.</summary>
    internal static ProcessResult Run(params string[] arguments) => RunWith("", arguments);

    /// <summary>Runs the program with text on standard input.</summary>
    internal static ProcessResult RunWith(string input, params string[] arguments)
    {
        using Process process = Start(ProgramPath, arguments);
        return Finish(process, input);
    }

    /// <summary>Starts a program with its streams redirected and without variables that stand for options.</summary>
    internal static Process Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in start.Environment.Keys.Where(IsOption).ToArray())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>Waits for the end and collects what was written.</summary>
    internal static ProcessResult Finish(Process process, string input = "")
    {
        using MemoryStream output = new();
        Task copy = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            Assert.Fail($"{process.StartInfo.FileName} did not end within {Limit}");
        }

        Task.WaitAll(copy, error);
        return new ProcessResult(process.ExitCode, output.ToArray(), error.Result);
    }

    private static bool IsOption(string name) => name.StartsWith("LLAMA_ARG_", StringComparison.Ordinal);
}
