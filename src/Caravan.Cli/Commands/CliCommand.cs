// A command of the program.
using Caravan.Cli.Options;

namespace Caravan.Cli.Commands;

/// <summary>A command: what it is called, what it takes, what it does.</summary>
internal abstract class CliCommand
{
    /// <summary>Its name on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>What it does, in a few words.</summary>
    internal abstract string Summary { get; }

    /// <summary>What follows the name on the usage line.</summary>
    internal abstract string Usage { get; }

    /// <summary>More about it for <c>--help</c>.</summary>
    internal virtual string Description => "";

    /// <summary>Help, version and what else every command takes.</summary>
    internal virtual OptionGroup General => OutputOptions.General;

    /// <summary>Its options by family; <see cref="General"/> is added.</summary>
    internal abstract IReadOnlyList<OptionGroup> Groups { get; }

    /// <summary>Fewest arguments that are no options.</summary>
    internal virtual int LeastArguments => 0;

    /// <summary>Most arguments that are no options.</summary>
    internal virtual int MostArguments => 0;

    /// <summary>Commands of its own, named with its name before theirs (<c>bench cpu</c>).</summary>
    internal virtual IReadOnlyList<CliCommand> Subcommands => [];

    /// <summary>Does the work and returns the exit code.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="arguments">Arguments that are no options.</param>
    internal abstract int Execute(OptionValues options, IReadOnlyList<string> arguments);
}
