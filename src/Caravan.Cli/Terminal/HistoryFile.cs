// Lines that were written in earlier runs.
using System.Text;

namespace Caravan.Cli.Terminal;

/// <summary>
/// A file with a line for each entry, line breaks and backslashes as <c>\n</c> and <c>\\</c>, which only its user may read. A
/// history that cannot be kept is not: nobody is to lose a conversation over it.
/// </summary>
internal sealed class HistoryFile(string path, int most)
{
    private const long MostBytes = 8 << 20;
    private const string Variable = "CARAVAN_CHAT_HISTORY";
    private bool isBroken;

    /// <summary>
    /// The file of this user: the one of <c>$CARAVAN_CHAT_HISTORY</c>, which may be empty for none; else
    /// <c>caravan/chat-history</c> where the system keeps the state of programs, on Linux <c>$XDG_STATE_HOME</c> or
    /// <c>~/.local/state</c>.
    /// </summary>
    /// <param name="environment">Reads environment variables.</param>
    /// <returns>A path; null for no file.</returns>
    internal static string? Find(Func<string, string?> environment)
    {
        if (environment(Variable) is { } chosen)
        {
            return chosen.Length > 0 ? chosen : null;
        }

        string? folder = OperatingSystem.IsWindows() ? environment("LOCALAPPDATA") : environment("XDG_STATE_HOME");
        if (string.IsNullOrEmpty(folder) && !OperatingSystem.IsWindows())
        {
            folder = environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state") : null;
        }

        return string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, "caravan", "chat-history");
    }

    /// <summary>The last entries, the oldest first; a file with more is cut down to them.</summary>
    internal List<string> Load()
    {
        try
        {
            if (!File.Exists(path))
            {
                return [];
            }

            bool isLong = new FileInfo(path).Length > MostBytes;
            string[] lines = isLong ? LastLines() : File.ReadAllLines(path);
            string[] kept = lines.Length > most ? lines[^most..] : lines;
            if (isLong || kept.Length < lines.Length)
            {
                Replace(kept);
            }

            return [.. kept.Where(line => line.Length > 0).Select(Unescape)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            isBroken = true;
            return [];
        }
    }

    /// <summary>Adds an entry at the end.</summary>
    internal void Add(string entry)
    {
        if (isBroken)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            Write(path, FileMode.Append, [Escape(entry)]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            isBroken = true;
        }
    }

    // Of a file that pastes made long the whole lines at its end.
    private string[] LastLines()
    {
        using FileStream stream = File.OpenRead(path);
        stream.Seek(-MostBytes, SeekOrigin.End);
        using StreamReader reader = new(stream, Encoding.UTF8);
        reader.ReadLine();
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // Under another name first: another chat may read it now.
    private void Replace(string[] lines)
    {
        string other = $"{path}.{Environment.ProcessId}";
        Write(other, FileMode.Create, lines);
        File.Move(other, path, overwrite: true);
    }

    private static void Write(string file, FileMode mode, string[] lines)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream stream = new(file, options);
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
    }

    private static string Escape(string entry) =>
        entry
            .Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Unescape(string line)
    {
        StringBuilder entry = new();
        for (int i = 0; i < line.Length; i++)
        {
            bool isEscaped = line[i] == '\\' && i + 1 < line.Length;
            entry.Append(
                !isEscaped ? line[i]
                : line[++i] == 'n' ? '\n'
                : line[i]
            );
        }

        return entry.ToString();
    }
}
