// Workers that stand for the hosts of posted lines.
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Caravan.Cli.Tests.Processes;

/// <summary>As many running workers as the longest posted line names, shared by all lines.</summary>
public sealed partial class PostedWorkers : IDisposable
{
    private const int Most = 4;
    private const string Bracketed = "[::1]";
    private readonly WorkerProcess[] workers = [.. Enumerable.Range(0, Most).Select(_ => new WorkerProcess("-t", "1"))];
    private readonly WorkerProcess? bracketed = HasIPv6() ? new WorkerProcess("-t", "1", "-H", "::1") : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(workers, worker => worker.Dispose());
        bracketed?.Dispose();
    }

    /// <summary>The words of a posted line with these workers in the place of its hosts; the rest as it stands.</summary>
    internal string[] Replace(string[] words)
    {
        int option = Array.FindIndex(words, word => word is "--rpc" or "-rpc");
        if (option < 0)
        {
            return words;
        }

        string[] posted = [.. Endpoint().Matches(words[option + 1]).Select(match => match.Value)];
        string[] replaced = [.. words];
        replaced[option + 1] = Endpoint().Replace(words[option + 1], match => For(match.Value));
        for (int i = 0; i < words.Length; i++)
        {
            foreach (string endpoint in posted)
            {
                replaced[i] = replaced[i]
                    .Replace($"RPC[{endpoint}]", $"RPC[{For(endpoint)}]", StringComparison.Ordinal);
            }
        }

        return replaced;

        string For(string endpoint) => AddressFor(endpoint, Array.IndexOf(posted, endpoint));
    }

    /// <summary>The address of the first worker.</summary>
    internal string First => workers[0].Address;

    // Names stay names, and an IPv6 address stays one where the system has it.
    private string AddressFor(string endpoint, int index) =>
        endpoint.StartsWith(Bracketed, StringComparison.Ordinal) && bracketed is not null
            ? $"{Bracketed}:{bracketed.Port}"
        : endpoint.Contains(".local", StringComparison.Ordinal)
        || endpoint.StartsWith("localhost", StringComparison.Ordinal)
            ? $"localhost:{workers[index].Port}"
        : workers[index].Address;

    private static bool HasIPv6()
    {
        try
        {
            using TcpListener probe = new(IPAddress.IPv6Loopback, 0);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"[^,\s]+")]
    private static partial Regex Endpoint();
}
