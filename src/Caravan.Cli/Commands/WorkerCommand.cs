// "caravan worker": lends this machine's devices to clients on other machines, as rpc-server does.
using Caravan.Cli.Options;

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
        (string host, int port) = WorkerTable.Endpoint(options, arguments);
        throw new UsageException($"this version does not serve clients yet ({host}:{port} was asked for)");
    }
}
