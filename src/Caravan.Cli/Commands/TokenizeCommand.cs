// "caravan tokenize": the tokens of a text, as llama-tokenize prints them.
using System.Globalization;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Gguf;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Commands;

/// <summary>Tokenizes a text.</summary>
internal sealed class TokenizeCommand : CliCommand
{
    // Enough to write large texts in large pieces.
    private const int BufferBytes = 1 << 16;

    /// <inheritdoc/>
    internal override string Name => "tokenize";

    /// <inheritdoc/>
    internal override string Summary => "print the tokens of a text (llama-tokenize)";

    /// <inheritdoc/>
    internal override string Usage => "-m MODEL {-p TEXT | -f FILE | --stdin} [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Prints a line for each token, or one list with --ids. Only the model's vocabulary is read.";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups =>
        [ModelOptions.Group, TokenizeOptions.Group, new OptionGroup("output", [OutputOptions.NoLog])];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        byte[] text = ReadText(options);
        string path = options.Get(ModelOptions.Model);
        if (path.Length == 0)
        {
            throw new UsageException("no model: name a GGUF file with -m");
        }

        using GgufFile file = GgufFile.Open(path);
        Tokenizer tokenizer = new(VocabularyReader.Read(file.Metadata));
        Log log = new(options.Get(OutputOptions.NoLog));
        foreach (string warning in tokenizer.Vocabulary.Warnings)
        {
            log.Note(warning);
        }

        List<int> tokens = [];
        tokenizer.Encode(
            text,
            addSpecial: !options.Get(TokenizeOptions.NoBegin),
            parseSpecial: !options.Get(TokenizeOptions.NoParseSpecial),
            tokens
        );
        Print(options, tokenizer, tokens);
        return ExitCode.Success;
    }

    private static byte[] ReadText(OptionValues options)
    {
        bool fromInput = options.Get(TokenizeOptions.StandardInput);
        byte[]? text = PromptSource.Read(options, escapeByDefault: true);
        if (fromInput == text is not null)
        {
            throw new UsageException("name one text: -p TEXT, -f FILE or --stdin");
        }

        if (text is not null)
        {
            return text;
        }

        using Stream input = Console.OpenStandardInput();
        byte[] read = PromptSource.ReadAll(input, "standard input");
        return options.Get(PromptOptions.Escape) ? EscapeSequences.Process(read) : read;
    }

    private static void Print(OptionValues options, Tokenizer tokenizer, List<int> tokens)
    {
        StandardOutput output = StandardOutput.Open();
        using MemoryStream lines = new();
        bool isList = options.Get(TokenizeOptions.Ids);
        lines.Write(isList ? "["u8 : []);
        for (int i = 0; i < tokens.Count; i++)
        {
            string number = tokens[i].ToString(CultureInfo.InvariantCulture);
            lines.Write(
                System.Text.Encoding.ASCII.GetBytes(isList ? (i == 0 ? "" : ", ") + number : number.PadLeft(6))
            );
            if (!isList)
            {
                lines.Write(" -> '"u8);
                lines.Write(tokenizer.TokenBytes(tokens[i]));
                lines.Write("'\n"u8);
            }

            if (lines.Length > BufferBytes)
            {
                output.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
                lines.SetLength(0);
            }
        }

        lines.Write(isList ? "]\n"u8 : []);
        output.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
        if (options.Get(TokenizeOptions.ShowCount))
        {
            output.Write($"Total number of tokens: {tokens.Count}\n");
        }
    }
}
