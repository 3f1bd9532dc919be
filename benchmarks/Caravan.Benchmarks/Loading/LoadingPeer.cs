// The parent's end of the child process of "loading".
using System.Diagnostics;
using System.Globalization;

namespace Caravan.Benchmarks.Loading;

/// <summary>A running child process.</summary>
internal sealed class LoadingPeer : IDisposable
{
    private readonly Process process;

    /// <summary>Starts it.</summary>
    /// <param name="cache">Folder of the worker's cache; null for none.</param>
    /// <exception cref="BenchmarkException">It does not start.</exception>
    internal LoadingPeer(string? cache)
    {
        // The child is this very program: the host executable, or dotnet with this assembly.
        string host = Environment.ProcessPath ?? throw new BenchmarkException("this process does not know its program");
        ProcessStartInfo start = new(host) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            start.ArgumentList.Add(typeof(LoadingPeer).Assembly.Location);
        }

        start.ArgumentList.Add(LoadingPeerProcess.CommandName);
        if (cache is not null)
        {
            start.ArgumentList.Add(cache);
        }

        process = Process.Start(start) ?? throw new BenchmarkException($"{host} does not start");
        string[] ports =
            process.StandardOutput.ReadLine()?.Split(' ')
            ?? throw new BenchmarkException("the worker's process ended before it listened");
        WorkerPort = int.Parse(ports[0], CultureInfo.InvariantCulture);
        SinkPort = int.Parse(ports[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Port of the worker on loopback.</summary>
    internal int WorkerPort { get; }

    /// <summary>Port of the sink on loopback.</summary>
    internal int SinkPort { get; }

    /// <summary>Memory of the process that is its own, in bytes; -1 where the system does not say.</summary>
    internal long ReadAnonymousBytes()
    {
        string path = $"/proc/{process.Id}/status";
        string? line = File.Exists(path)
            ? File.ReadLines(path).FirstOrDefault(l => l.StartsWith("RssAnon:", StringComparison.Ordinal))
            : null;
        return line is null
            ? -1
            : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
