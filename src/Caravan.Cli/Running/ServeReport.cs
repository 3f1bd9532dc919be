// What a server prints when it starts.
using System.Text;

namespace Caravan.Cli.Running;

/// <summary>Texts of <c>caravan serve</c>.</summary>
internal static class ServeReport
{
    private const string Head = "server is listening on ";

    /// <summary>The line that says where it listens.</summary>
    internal static string Listening(IReadOnlyList<string> addresses) => $"{Head}{string.Join(", ", addresses)}\n";

    /// <summary>The banner of a server that other machines can use without a key.</summary>
    internal static string Warning(string host)
    {
        string rule = new('!', 59);
        return new StringBuilder()
            .Append($"\n{rule}\nWARNING: Host ('{host}') is reached by other machines, and there is no --api-key.\n")
            .Append("         Whoever reaches this port can use this model: no key, no encryption.\n")
            .Append($"         Give --api-key, or keep to a network where you trust everyone.\n{rule}\n\n")
            .ToString();
    }
}
