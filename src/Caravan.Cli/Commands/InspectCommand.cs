// "caravan inspect": what is in a GGUF file.
using System.Text.Json;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Gguf;

namespace Caravan.Cli.Commands;

/// <summary>Prints metadata and tensors.</summary>
internal sealed class InspectCommand : CliCommand
{
    private static readonly FlagOption Json = new("--json", "print one JSON object");

    private static readonly ValueOption<int> ArrayElements = new(
        "--array-elements",
        "N",
        ValueParsers.Integer(0, int.MaxValue),
        -1,
        "elements to print of each metadata array (default: 8, in JSON 16)"
    );

    /// <inheritdoc/>
    internal override string Name => "inspect";

    /// <inheritdoc/>
    internal override string Summary => "print a model's metadata, tensors, and bytes by type and by layer";

    /// <inheritdoc/>
    internal override string Usage => "MODEL [--json]";

    /// <inheritdoc/>
    internal override int MostArguments => 1;

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups =>
        [ModelOptions.Group, new OptionGroup("inspect", [Json, ArrayElements])];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        string path = arguments.Count > 0 ? arguments[0] : options.Get(ModelOptions.Model);
        if (path.Length == 0)
        {
            throw new UsageException($"no model: caravan {Name} {Usage}");
        }

        using GgufFile file = GgufFile.Open(path);
        GgufInspection inspection = new(file);
        StandardOutput output = StandardOutput.Open();
        int elements = options.Get(ArrayElements);
        if (options.Get(Json))
        {
            WriteJson(output, inspection, elements < 0 ? GgufJson.DefaultArrayElements : elements);
        }
        else
        {
            output.Write(InspectionTables.Render(inspection, elements));
        }

        return ExitCode.Success;
    }

    private static void WriteJson(StandardOutput output, GgufInspection inspection, int elements)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true }))
        {
            GgufJson.Write(json, inspection, elements);
        }

        text.WriteByte((byte)'\n');
        output.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
    }
}
