// The texts of --help, written from the option table.
using System.Text;
using Caravan.Cli.Commands;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;

namespace Caravan.Cli;

/// <summary>Writes help.</summary>
internal static class HelpText
{
    private const int Indent = 34;
    private const int Width = 110;

    /// <summary>Writes what the program is and its commands.</summary>
    internal static void WriteOverview(StandardOutput output)
    {
        StringBuilder text = new();
        text.Append("caravan runs GGUF language models.\n\nUsage: caravan COMMAND [options]\n\nCommands:\n");
        foreach (CliCommand command in CommandList.All.SelectMany(one => one.Subcommands.Prepend(one)))
        {
            text.Append($"  {command.Name, -12} {command.Summary}\n");
        }

        text.Append(
            "\nOptions of a command: caravan COMMAND --help. Version: caravan --version.\n"
                + "Options are spelled as in llama.cpp and ik_llama.cpp. Called through a link named llama-cli, llama-server,\n"
                + "llama-bench, llama-sweep-bench, llama-perplexity, llama-tokenize, llama-quantize or rpc-server, caravan acts as that program.\n"
        );
        output.Write(text.ToString());
    }

    /// <summary>Writes all about one command.</summary>
    internal static void Write(StandardOutput output, CliCommand command)
    {
        StringBuilder text = new();
        text.Append($"Usage: caravan {command.Name} {command.Usage}\n\n");
        string summary = char.ToUpperInvariant(command.Summary[0]) + command.Summary[1..];
        Wrap(text, $"{summary}. {command.Description}".Trim(), 0);
        foreach (OptionGroup group in command.Groups.Prepend(command.General))
        {
            text.Append($"\n{group.Title}:\n");
            foreach (OptionDefinition option in group.Options)
            {
                Append(text, option);
            }
        }

        output.Write(text.ToString());
    }

    private static void Append(StringBuilder text, OptionDefinition option)
    {
        string names = string.Join(", ", option.Names) + (option.Placeholder is null ? "" : " " + option.Placeholder);
        if (option.Negatives.Count > 0)
        {
            names += ", " + string.Join(", ", option.Negatives);
        }

        text.Append("  ").Append(names);
        if (names.Length + 3 > Indent)
        {
            text.Append('\n').Append(' ', Indent);
        }
        else
        {
            text.Append(' ', Indent - names.Length - 2);
        }

        Wrap(text, option.Environment is null ? option.Help : $"{option.Help} (env: {option.Environment})", Indent);
    }

    // Words up to the width; following lines are indented.
    private static void Wrap(StringBuilder text, string words, int indent)
    {
        int column = indent;
        foreach (string word in words.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
            }

            text.Append(column > indent ? " " : "").Append(word);
            column += word.Length + (column > indent ? 1 : 0);
        }

        text.Append('\n');
    }
}
