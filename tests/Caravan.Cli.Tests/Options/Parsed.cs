// Parses command lines as the program does.
using Caravan.Cli.Commands;

namespace Caravan.Cli.Tests.Options;

/// <summary>Command lines for tests of options.</summary>
internal static class Parsed
{
    /// <summary>A command line of <c>run</c>, without environment.</summary>
    internal static ParsedCommand Run(params string[] arguments) => Of("run", arguments);

    /// <summary>A command line of a command, without environment.</summary>
    internal static ParsedCommand Of(string command, params string[] arguments) =>
        CommandLine.Parse(CommandList.Find(command)!, arguments, _ => null);

    /// <summary>A command line of <c>run</c> in an environment.</summary>
    internal static ParsedCommand In(Dictionary<string, string> environment, params string[] arguments) =>
        CommandLine.Parse(CommandList.Find("run")!, arguments, name => environment.GetValueOrDefault(name));

    /// <summary>The message with which a command line of <c>run</c> is refused.</summary>
    internal static string Refusal(params string[] arguments) =>
        Assert.Throws<UsageException>(() => Run(arguments)).Message;
}
