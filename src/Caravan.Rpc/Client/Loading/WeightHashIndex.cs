// Remembers the hashes of a model file's weights between runs.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Caravan.Rpc;

/// <summary>
/// FNV-1a hashes of ranges of one file, kept in the user's cache folder under the file's path and void when its size or time
/// of change differ. What cannot be read or written is treated as absent: the hashes can be computed again.
/// </summary>
internal sealed class WeightHashIndex
{
    private readonly string indexPath;
    private readonly string mark;
    private readonly Dictionary<(long Offset, long Bytes), ulong> hashes = [];
    private bool isChanged;

    private WeightHashIndex(string indexPath, string mark)
    {
        this.indexPath = indexPath;
        this.mark = mark;
    }

    /// <summary>The folder of all indexes: <c>caravan/hashes</c> in the user's cache folder.</summary>
    internal static string Folder
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
            {
                cache = OperatingSystem.IsWindows()
                    ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            }

            return Path.Combine(cache, "caravan", "hashes");
        }
    }

    /// <summary>The index of a file; empty when there is none or the file has changed since.</summary>
    internal static WeightHashIndex Open(string filePath) => Open(filePath, Folder);

    /// <summary>The index of a file in a given folder.</summary>
    internal static WeightHashIndex Open(string filePath, string folder)
    {
        FileInfo file = new(Path.GetFullPath(filePath));
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.FullName)).AsSpan(0, 16));
        string mark = string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Length} {file.LastWriteTimeUtc.Ticks} {file.FullName}"
        );
        WeightHashIndex index = new(Path.Combine(folder, name), mark);
        index.Read();
        return index;
    }

    /// <summary>The hash of a range, when it is known.</summary>
    internal bool TryGet(long offset, long bytes, out ulong hash) => hashes.TryGetValue((offset, bytes), out hash);

    /// <summary>Notes the hash of a range.</summary>
    internal void Add(long offset, long bytes, ulong hash)
    {
        hashes[(offset, bytes)] = hash;
        isChanged = true;
    }

    /// <summary>Writes the index, if anything was added: to a temporary name, then renamed.</summary>
    internal void Save()
    {
        if (!isChanged)
        {
            return;
        }

        StringBuilder text = new();
        text.Append(mark).Append('\n');
        foreach (((long offset, long bytes), ulong hash) in hashes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{offset} {bytes} {hash:x16}\n");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(indexPath)!);
            string temporary = $"{indexPath}.{Guid.NewGuid():N}";
            File.WriteAllText(temporary, text.ToString());
            File.Move(temporary, indexPath, overwrite: true);
            isChanged = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk: the next start computes the hashes again.
        }
    }

    private void Read()
    {
        try
        {
            if (!File.Exists(indexPath))
            {
                return;
            }

            string[] lines = File.ReadAllLines(indexPath);
            if (lines.Length == 0 || lines[0] != mark)
            {
                return;
            }

            foreach (string line in lines.Skip(1))
            {
                string[] fields = line.Split(' ');
                if (
                    fields.Length == 3
                    && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
                    && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
                    && ulong.TryParse(fields[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong hash)
                )
                {
                    hashes[(offset, bytes)] = hash;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            hashes.Clear();
        }
    }
}
