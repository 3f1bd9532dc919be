// The parent's end of an engine's process.
using System.Diagnostics;
using System.Text.Json;

namespace Caravan.Benchmarks.Engines;

/// <summary>A running engine process. It is idle between requests: both engines' threads block then.</summary>
internal sealed class EngineClient : IDisposable
{
    private readonly EngineKind kind;
    private readonly Process process;

    private EngineClient(EngineKind kind, EngineArguments arguments)
    {
        this.kind = kind;
        // The child is this very program: the host executable, or dotnet with this assembly.
        string host = Environment.ProcessPath ?? throw new BenchmarkException("this process does not know its program");
        ProcessStartInfo start = new(host) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            start.ArgumentList.Add(typeof(EngineClient).Assembly.Location);
        }

        start.ArgumentList.Add(EngineProcess.CommandName);
        start.ArgumentList.Add(kind.ToString());
        process = Process.Start(start) ?? throw new BenchmarkException($"{host} does not start");
        Load = Ask<EngineArguments, LoadReport>(arguments);
    }

    /// <summary>What the engine said after loading.</summary>
    internal LoadReport Load { get; }

    /// <summary>Starts a process and loads the model in it.</summary>
    /// <exception cref="BenchmarkException">The process ended; its reason is on standard error.</exception>
    internal static EngineClient Start(EngineKind kind, EngineArguments arguments) => new(kind, arguments);

    /// <summary>Runs one slice of work.</summary>
    /// <exception cref="BenchmarkException">The process ended; its reason is on standard error.</exception>
    internal RunReport Run(RunKind load, int tokens) => Ask<RunRequest, RunReport>(new RunRequest(load, tokens));

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private TReply Ask<TRequest, TReply>(TRequest request)
        where TReply : class
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        process.StandardInput.Flush();
        string line =
            process.StandardOutput.ReadLine()
            ?? throw new BenchmarkException($"the process of {kind} ended before it answered");
        return JsonSerializer.Deserialize<TReply>(line)
            ?? throw new BenchmarkException($"the process of {kind} gave an empty answer");
    }
}
