// A model's contents as tables.
using System.Globalization;
using Caravan.Gguf;
using Spectre.Console;

namespace Caravan.Cli.Running;

/// <summary>Draws what <c>inspect</c> prints.</summary>
internal static class InspectionTables
{
    private const double Mebibyte = 1024 * 1024;
    private const int UsualArrayElements = 8;
    private const int UnlimitedWidth = 1 << 16;

    /// <summary>All tables as plain text. Lines are as long as they must be, so that other programs can read them.</summary>
    /// <param name="inspection">The model.</param>
    /// <param name="arrayElements">Elements of each array to show; negative for a few.</param>
    internal static string Render(GgufInspection inspection, int arrayElements)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(text),
            }
        );
        console.Profile.Width = UnlimitedWidth;
        GgufFile file = inspection.File;
        foreach (GgufShard shard in file.Shards)
        {
            text.WriteLine(
                Invariant(
                    $"{shard.Path}: GGUF version {shard.Version}, {shard.Size} bytes, alignment {shard.Alignment}, data at {shard.DataOffset}"
                )
            );
        }

        int elements = arrayElements < 0 ? UsualArrayElements : arrayElements;
        Write(console, "metadata", ["key", "type", "value"], 3, file.Metadata.Select(e => Entry(e, elements)));
        Write(
            console,
            "tensors",
            ["tensor", "type", "shape (ne0 first)", "offset", "bytes"],
            3,
            file.Tensors.Select(t =>
                new[]
                {
                    t.Name,
                    t.Type.ToString(),
                    string.Join(" x ", Enumerable.Range(0, t.Dimensions).Select(d => Invariant($"{t.Shape[d]}"))),
                    Invariant($"{t.Offset}"),
                    Invariant($"{t.Bytes}"),
                }
            )
        );
        Write(console, "by type", TallyHeads("type"), 1, inspection.ByType.Select(t => Tally(t, file.Bytes)));
        Write(console, "by layer", TallyHeads("layer"), 1, inspection.ByLayer.Select(t => Tally(t, file.Bytes)));
        text.WriteLine(
            Invariant(
                $"total: {file.Tensors.Count} tensors, {file.Elements} elements, {file.Bytes} bytes ({file.Bytes / Mebibyte:F2} MiB)"
            )
        );
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string[] Entry(GgufEntry entry, int elements) =>
        [entry.Key, entry.Value.Type.ToString(), GgufValueText.Of(entry.Value, elements)];

    private static string[] TallyHeads(string first) => [first, "tensors", "elements", "bytes", "MiB", "share"];

    private static string[] Tally(GgufTally tally, long all) =>
        [
            tally.Name,
            Invariant($"{tally.Tensors}"),
            Invariant($"{tally.Elements}"),
            Invariant($"{tally.Bytes}"),
            Invariant($"{tally.Bytes / Mebibyte:F2}"),
            Invariant($"{100.0 * tally.Bytes / Math.Max(all, 1):F1} %"),
        ];

    // Columns from rightFrom on hold numbers.
    private static void Write(
        IAnsiConsole console,
        string title,
        string[] heads,
        int rightFrom,
        IEnumerable<string[]> rows
    )
    {
        Table table = new() { Border = TableBorder.Simple };
        for (int i = 0; i < heads.Length; i++)
        {
            TableColumn column = new(new Text(heads[i])) { NoWrap = true };
            table.AddColumn(i < rightFrom ? column : column.RightAligned());
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        console.WriteLine();
        console.WriteLine(title);
        console.Write(table);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
