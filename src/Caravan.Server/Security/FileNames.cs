// Checks names of files that clients choose.
using System.Buffers;

namespace Caravan.Server.Security;

/// <summary>Names that lead nowhere but into a folder, on every system.</summary>
internal static class FileNames
{
    private const int MostCharacters = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    // Windows opens devices under these, with any ending.
    private static readonly string[] Devices = ["con", "prn", "aux", "nul", "com", "lpt"];

    /// <summary>True for a plain name.</summary>
    internal static bool IsPlain(string? name) =>
        name is { Length: > 0 and <= MostCharacters }
        && !name.AsSpan().ContainsAnyExcept(Allowed)
        && name[0] != '.'
        && name[^1] != '.'
        && !Array.Exists(Devices, device => IsDevice(name.Split('.')[0], device));

    private static bool IsDevice(string stem, string device) =>
        stem.StartsWith(device, StringComparison.OrdinalIgnoreCase)
        && (stem.Length == device.Length || (stem.Length == device.Length + 1 && char.IsAsciiDigit(stem[^1])));
}
