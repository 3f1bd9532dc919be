// A worker as users start it: as a process.
using System.Diagnostics;
using System.Globalization;

namespace Caravan.Cli.Tests.Processes;

/// <summary>A running <c>caravan worker</c> on a free loopback port.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string EndpointLine = "endpoint";
    private readonly Process process;
    private readonly Task<string> error;

    /// <summary>Starts a worker and waits until it says where it listens.</summary>
    internal WorkerProcess(params string[] options)
        : this(CaravanProcess.ProgramPath, ["worker", "-p", "0", .. options]) { }

    private WorkerProcess(string program, string[] arguments)
    {
        process = CaravanProcess.Start(program, arguments);
        string? line;
        do
        {
            line = process.StandardOutput.ReadLine();
            Assert.True(line is not null, "the worker ended before it listened");
        } while (!line.Contains(EndpointLine, StringComparison.Ordinal));

        Port = int.Parse(line[(line.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        // Pipes that nobody reads fill, and a full one stops the worker.
        _ = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a worker by a link named like another program, whose line has to choose a free port.</summary>
    internal static WorkerProcess Through(string link, params string[] arguments) => new(link, arguments);

    /// <summary>Its port.</summary>
    internal int Port { get; }

    /// <summary>Its address for <c>--rpc</c>.</summary>
    internal string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Closes the other end of its standard input.</summary>
    internal void CloseInput() => process.StandardInput.Close();

    /// <summary>Asks it to end, as service managers do.</summary>
    /// <returns>Exit code, or null when it did not end in time.</returns>
    internal int? Terminate(TimeSpan limit)
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
        return process.WaitForExit(limit) ? process.ExitCode : null;
    }

    /// <summary>Ends it.</summary>
    /// <returns>What it wrote to standard error.</returns>
    internal string Stop()
    {
        process.Kill();
        return error.Result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
