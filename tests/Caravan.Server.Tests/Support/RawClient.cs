// Sends bytes as they are, which no HTTP client would.
using System.Net.Sockets;
using System.Text;

namespace Caravan.Server.Tests.Support;

/// <summary>A connection to a server.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly TcpClient tcp = new(address.Host, address.Port);

    public void Dispose() => tcp.Dispose();

    internal Task Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    internal async Task Send(ReadOnlyMemory<byte> bytes) => await tcp.GetStream().WriteAsync(bytes);

    /// <summary>The status of the answer; 0 where the server hung up without one.</summary>
    internal async Task<int> Status()
    {
        string text = await Answer();
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            ? int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>What the server sends first.</summary>
    internal async Task<string> Answer()
    {
        byte[] buffer = new byte[64 << 10];
        using CancellationTokenSource time = new(Limit);
        try
        {
            int count = await tcp.GetStream().ReadAsync(buffer, time.Token);
            return Encoding.Latin1.GetString(buffer, 0, count);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
