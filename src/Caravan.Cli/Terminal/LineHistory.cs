// Lines that were written before.
namespace Caravan.Cli.Terminal;

/// <summary>Goes back and forth in earlier lines; the line being written stays at the end.</summary>
internal sealed class LineHistory
{
    /// <summary>Lines that are kept.</summary>
    internal const int Most = 1000;

    private readonly HistoryFile? file;
    private readonly List<string> lines;
    private string draft = "";
    private int place;

    /// <summary>The history of a file, or one that begins empty and is kept nowhere.</summary>
    internal LineHistory(HistoryFile? file = null)
    {
        this.file = file;
        lines = file?.Load() ?? [];
        place = lines.Count;
    }

    /// <summary>Adds a line, unless it is empty or the last one again, and returns to the end.</summary>
    internal void Add(string line)
    {
        if (line.Length > 0 && (lines.Count == 0 || lines[^1] != line))
        {
            lines.Add(line);
            file?.Add(line);
        }

        if (lines.Count > Most)
        {
            lines.RemoveAt(0);
        }

        place = lines.Count;
    }

    /// <summary>The line before; <paramref name="current"/> where there is none.</summary>
    internal string Back(string current)
    {
        if (place == 0)
        {
            return current;
        }

        draft = place == lines.Count ? current : draft;
        return lines[--place];
    }

    /// <summary>The line after; <paramref name="current"/> where there is none.</summary>
    internal string Forth(string current) =>
        place == lines.Count ? current
        : ++place == lines.Count ? draft
        : lines[place];
}
