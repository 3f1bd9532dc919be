// From arguments to a running command.
using System.CommandLine;
using Caravan.Cli.Commands;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;

namespace Caravan.Cli;

/// <summary>Reads a command line and runs its command.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Configuration = new()
    {
        EnablePosixBundling = false,
        ResponseFileTokenReplacer = null,
    };

    /// <summary>Runs a command line.</summary>
    /// <param name="programName">The name the program was called by.</param>
    /// <param name="arguments">The arguments after it.</param>
    /// <exception cref="UsageException">The command line cannot be right.</exception>
    internal static int Run(string programName, string[] arguments)
    {
        CliCommand? command = CommandList.ForProgram(programName);
        if (command is null)
        {
            if (arguments.Length == 0)
            {
                HelpText.WriteOverview(StandardOutput.Open());
                return ExitCode.Usage;
            }

            command = CommandList.Find(arguments[0]);
            if (command is null)
            {
                return RunWithoutCommand(arguments);
            }

            arguments = arguments[1..];
            if (
                arguments.Length > 0
                && command.Subcommands.FirstOrDefault(one => one.Name == $"{command.Name} {arguments[0]}") is { } part
            )
            {
                command = part;
                arguments = arguments[1..];
            }
        }

        ParsedCommand parsed = Parse(command, arguments, Environment.GetEnvironmentVariable);
        if (parsed.Options.Get(OutputOptions.Help) || parsed.Options.Get(OutputOptions.LongHelp))
        {
            HelpText.Write(StandardOutput.Open(), command);
            return ExitCode.Success;
        }

        if (parsed.Options.Get(OutputOptions.Version))
        {
            StandardOutput.Open().Write(VersionText.Get());
            return ExitCode.Success;
        }

        if (parsed.Options.Get(PlacementOptions.ListDevices))
        {
            DeviceList.Write(StandardOutput.Open(), EngineHost.Devices(PlacementReader.ReadLink(parsed.Options)));
            return ExitCode.Success;
        }

        if (parsed.Arguments.Count < command.LeastArguments)
        {
            throw new UsageException($"{command.Name} needs more: caravan {command.Name} {command.Usage}");
        }

        KernelOptions.Apply(parsed.Options);
        return command.Execute(parsed.Options, parsed.Arguments);
    }

    /// <summary>Reads the arguments of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What follows its name.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <exception cref="UsageException">The command line cannot be right.</exception>
    internal static ParsedCommand Parse(
        CliCommand command,
        ReadOnlySpan<string> arguments,
        Func<string, string?> environment
    )
    {
        OptionDefinition[] definitions =
        [
            .. command.General.Options,
            .. command.Groups.SelectMany(group => group.Options),
        ];
        List<string> normal = new ArgumentNormalizer($"caravan {command.Name}", definitions).Normalize(arguments);
        Command parser = new("caravan");
        List<(OptionDefinition Definition, Option Option)> options = new(definitions.Length);
        foreach (OptionDefinition definition in definitions)
        {
            Option<string[]> option = new(definition.Key, [.. definition.Names.SkipLast(1)])
            {
                Arity = ArgumentArity.OneOrMore,
            };
            parser.Options.Add(option);
            options.Add((definition, option));
        }

        Argument<string[]> rest = new("arguments") { Arity = ArgumentArity.ZeroOrMore };
        parser.Arguments.Add(rest);
        ParseResult result = parser.Parse(normal, Configuration);
        if (result.Errors.Count > 0)
        {
            throw new UsageException(result.Errors[0].Message);
        }

        string[] others = result.GetResult(rest) is { } given ? [.. given.Tokens.Select(token => token.Value)] : [];
        if (others.Length > command.MostArguments)
        {
            string unexpected = others[command.MostArguments];
            throw new UsageException($"'{unexpected}' was not expected: caravan {command.Name} {command.Usage}");
        }

        return new ParsedCommand(OptionValues.Read(result, options, environment), others);
    }

    private static int RunWithoutCommand(string[] arguments)
    {
        StandardOutput output = StandardOutput.Open();
        switch (arguments[0])
        {
            case "--version":
                output.Write(VersionText.Get());
                return ExitCode.Success;
            case "-h" or "--help" or "--usage" or "help":
                HelpText.WriteOverview(output);
                return ExitCode.Success;
            default:
                throw new UsageException(
                    arguments[0].StartsWith('-')
                        ? $"no command before {arguments[0]}: did you mean caravan run {arguments[0]} ...? (see caravan --help)"
                        : $"there is no command '{arguments[0]}' (see caravan --help)"
                );
        }
    }
}
