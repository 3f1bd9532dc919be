// "caravan worker": lends this machine's devices to clients on other machines, as rpc-server does.
using System.Runtime.InteropServices;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Platform;
using Caravan.Rpc;

namespace Caravan.Cli.Commands;

/// <summary>Serves ggml's RPC protocol.</summary>
internal sealed class WorkerCommand : CliCommand
{
    /// <inheritdoc/>
    internal override string Name => "worker";

    /// <inheritdoc/>
    internal override string Summary => "lend this machine to clients on others (rpc-server)";

    /// <inheritdoc/>
    internal override string Usage => "[-H HOST] [-p PORT] [-c] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Clients are llama.cpp, ik_llama.cpp and caravan with --rpc HOST:PORT; which protocol a client speaks is found out. "
        + "Example: caravan worker -H 0.0.0.0 -p 50052 -t 8 -c";

    /// <inheritdoc/>
    internal override OptionGroup General => WorkerTable.General;

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => [WorkerTable.Group];

    /// <inheritdoc/>
    internal override int MostArguments => 2;

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        if (options.Get(WorkerTable.ListOps))
        {
            StandardOutput.Open().Write(WorkerReport.Ops());
            return ExitCode.Success;
        }

        Log log = new();
        WorkerOptions settings = WorkerSettings.Read(options, arguments, log);
        CheckDevices(options);
        CheckExposure(settings.Host, options);
        LineLogger logger = new(options.Get(WorkerTable.Verbose));
        CpuDevice device = new(
            EngineSettings.LimitThreads(options.Get(WorkerTable.Threads, PhysicalCores.Count()), log)
        );
        using EndSignals signals = new();
        using WorkerHost host = new(settings, [device], logger);
        host.Start();
        StandardOutput.Open().Write(WorkerReport.Start(settings, host.EndPoint!, [(device.Info, host.MemoryLimit(0))]));
        PosixSignal signal = signals.Wait();
        host.Stop();
        if (host.Statistics.Connections == 0)
        {
            device.Dispose();
        }

        // A graph that still runs ends with the process.
        return signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static void CheckDevices(OptionValues options)
    {
        string[] unknown = [.. options.Get(WorkerTable.Devices).SelectMany(names => names).Where(name => !IsCpu(name))];
        if (unknown.Length > 0)
        {
            throw new UsageException($"there is no device {string.Join(", ", unknown)} here, only CPU");
        }
    }

    private static bool IsCpu(string name) => name.Equals("CPU", StringComparison.OrdinalIgnoreCase);

    // Whoever calls the program by its old name, with an address, gets what that program does; otherwise it must be said twice.
    private static void CheckExposure(string host, OptionValues options)
    {
        if (WorkerSettings.IsLoopback(host))
        {
            return;
        }

        bool calledAsServer = CommandList.IsLinkOf<WorkerCommand>(ProgramName.Read());
        if (!calledAsServer && !options.Get(WorkerTable.Insecure))
        {
            throw new UsageException(
                $"{host} can be reached from other machines, and clients are neither authenticated nor encrypted: "
                    + "add --insecure where you trust everyone on that network, or leave -H out"
            );
        }

        Log.Raw(WorkerReport.Warning(host));
    }
}
