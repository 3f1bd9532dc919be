// "caravan cpu": what this machine's processor offers and what is used of it.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Commands;

/// <summary>Prints facts about the processor and what was chosen for it.</summary>
internal sealed class CpuCommand : CliCommand
{
    /// <inheritdoc/>
    internal override string Name => "cpu";

    /// <inheritdoc/>
    internal override string Summary => "print what the processor offers and which kernels were chosen";

    /// <inheritdoc/>
    internal override string Usage => "";

    /// <inheritdoc/>
    internal override string Description =>
        "Instruction sets, cores, caches, NUMA nodes and pages of this machine, then what this process uses of them.";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => [new OptionGroup("kernels", [KernelOptions.Kernels])];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        StandardOutput.Open().Write(CpuReport.Render());
        return ExitCode.Success;
    }
}
