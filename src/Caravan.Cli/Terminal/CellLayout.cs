// Where characters stand on a terminal.
using System.Globalization;
using System.Text;

namespace Caravan.Cli.Terminal;

/// <summary>Counts the cells of texts.</summary>
internal static class CellLayout
{
    // Ranges that terminals show two cells wide: CJK, Hangul, full-width forms, pictures.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F),
        (0x2E80, 0x303E),
        (0x3041, 0xA4CF),
        (0xA960, 0xA97F),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6),
        (0x1F300, 0x1F64F),
        (0x1F680, 0x1F6FF),
        (0x1F900, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>Row and column behind a text that begins at the left edge of a terminal of some columns.</summary>
    internal static (int Row, int Column) End(ReadOnlySpan<char> text, int columns)
    {
        int row = 0;
        int column = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n')
            {
                (row, column) = (row + 1, 0);
                continue;
            }

            int cells = Cells(rune);
            if (column + cells > columns)
            {
                row++;
                column = 0;
            }

            column += cells;
        }

        return column == columns ? (row + 1, 0) : (row, column);
    }

    private static int Cells(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
            ? 0
        : Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2
        : 1;
}
