// A worker that this process starts and that ends with it.
using System.Diagnostics;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Running;

/// <summary>A process of <c>caravan worker</c> on a free loopback port.</summary>
internal sealed class OwnedWorker : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);
    private readonly Process process;
    private readonly TaskCompletionSource<string?> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string lastError = "";

    private OwnedWorker(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        process.ErrorDataReceived += (_, line) => lastError = line.Data is { Length: > 0 } text ? text : lastError;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a process; it is given up with what is returned, or with this process.</summary>
    /// <param name="program">Starts <c>caravan worker</c>; its streams are taken.</param>
    /// <exception cref="IOException">It did not start.</exception>
    internal static OwnedWorker Start(ProcessStartInfo program)
    {
        program.RedirectStandardOutput = true;
        program.RedirectStandardError = true;
        OwnerInput.Bind(program);
        try
        {
            return new OwnedWorker(Process.Start(program)!);
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new IOException($"{program.FileName} did not start: {problem.Message}", problem);
        }
    }

    /// <summary>Waits until the worker listens.</summary>
    /// <returns>Its address, as <c>host:port</c>.</returns>
    /// <exception cref="IOException">It ended first, or said nothing for too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal string Address(CancellationToken cancellation)
    {
        if (!listening.Task.Wait((int)StartLimit.TotalMilliseconds, cancellation))
        {
            throw new IOException($"a worker did not listen within {StartLimit.TotalSeconds} s");
        }

        if (listening.Task.Result is { } address)
        {
            return address;
        }

        // Until all that it wrote has been read.
        process.WaitForExit();
        throw new IOException($"a worker ended with exit code {process.ExitCode} before it listened: {lastError}");
    }

    /// <summary>Ends the worker.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(EndLimit))
        {
            process.Kill();
        }

        process.Dispose();
    }

    // Null is the end of the output.
    private void OnOutput(string? line)
    {
        if (line is null)
        {
            listening.TrySetResult(null);
        }
        else if (WorkerReport.AddressOf(line) is { } address)
        {
            listening.TrySetResult(address);
        }
    }
}
