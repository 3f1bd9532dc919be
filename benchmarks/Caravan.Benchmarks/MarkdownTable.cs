// Prints a table in markdown.
namespace Caravan.Benchmarks;

/// <summary>A markdown table: the first column is text, the others are numbers and stand to the right.</summary>
internal sealed class MarkdownTable(params string[] headings)
{
    private readonly List<string[]> rows = [];

    /// <summary>Adds a row with one cell for each heading.</summary>
    internal void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headings.Length);
        rows.Add(cells);
    }

    /// <summary>Writes the table and an empty line.</summary>
    internal void Write(TextWriter output)
    {
        int[] widths =
        [
            .. headings.Select((heading, i) => Math.Max(heading.Length, rows.Select(r => r[i].Length).Max())),
        ];
        WriteRow(output, headings, widths);
        output.WriteLine(
            "| "
                + string.Join(" | ", widths.Select((w, i) => new string('-', w - (i > 0 ? 1 : 0)) + (i > 0 ? ":" : "")))
                + " |"
        );
        rows.ForEach(row => WriteRow(output, row, widths));
        output.WriteLine();
    }

    private static void WriteRow(TextWriter output, string[] cells, int[] widths) =>
        output.WriteLine(
            "| "
                + string.Join(" | ", cells.Select((c, i) => i == 0 ? c.PadRight(widths[i]) : c.PadLeft(widths[i])))
                + " |"
        );
}
