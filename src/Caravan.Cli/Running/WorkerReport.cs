// What a worker prints when it starts, in the form that users of rpc-server know.
using System.Net;
using System.Text;
using Caravan.Graph;
using Caravan.Rpc;

namespace Caravan.Cli.Running;

/// <summary>Texts of <c>caravan worker</c>.</summary>
internal static class WorkerReport
{
    private const long Mebibyte = 1 << 20;
    private const string EndpointHead = "  endpoint       : ";

    /// <summary>The lines about version, place, cache and devices.</summary>
    internal static string Start(
        WorkerOptions options,
        IPEndPoint endPoint,
        IReadOnlyList<(DeviceInfo Info, long Limit)> devices
    )
    {
        StringBuilder text = new();
        text.Append($"Starting RPC server v{options.UpstreamVersion} (ik_llama.cpp: v{options.IkVersion})\n");
        text.Append($"{EndpointHead}{endPoint}\n");
        text.Append($"  local cache    : {options.CacheDirectory ?? "n/a"}\n");
        text.Append("Using devices:\n");
        foreach ((DeviceInfo info, long limit) in devices)
        {
            text.Append(
                $"  {info.Name, 8}:  {info.TotalBytes / Mebibyte, 10} MiB total, {limit / Mebibyte, 10} MiB free ({info.Description})\n"
            );
        }

        return text.ToString();
    }

    /// <summary>The address in a line of <see cref="Start"/>, as <c>host:port</c>; null in its other lines.</summary>
    internal static string? AddressOf(string line) =>
        line.StartsWith(EndpointHead, StringComparison.Ordinal) ? line[EndpointHead.Length..] : null;

    /// <summary>The banner of a worker that other machines can reach.</summary>
    internal static string Warning(string host)
    {
        string rule = new('!', 59);
        return $"\n{rule}\nWARNING: Host ('{host}') is != '127.0.0.1'\n"
            + "         Whoever reaches this port can use this machine: no key, no encryption.\n"
            + $"         Open it to a network only where you trust everyone.\n{rule}\n\n";
    }

    /// <summary>The table of ops.</summary>
    internal static string Ops()
    {
        StringBuilder text = new();
        text.Append($"{"op", -22} {"K", 4} {"B", 4}  {"is", -10} as, or why not\n");
        foreach (PlacedOpRow row in PlacedOps.All)
        {
            text.Append($"{row.Op, -22} {Number(row.Ik), 4} {Number(row.Upstream), 4}  {row.Kind, -10} {row.Into}\n");
        }

        return text.ToString();
    }

    private static string Number(uint? number) => number?.ToString() ?? "-";
}
