// What one token costs on each device, as a table.
using System.Globalization;
using System.Text;
using Caravan.Engine;
using Caravan.Graph;

namespace Caravan.Cli.Running;

/// <summary>Formats a <see cref="TokenLedger"/>.</summary>
internal static class LedgerTable
{
    private const string Header = """
                                                 milliseconds          bytes        messages  round
        per token               layers            run    wait      to    from      to   from  trips

        """;

    private const string Footer =
        "(run: computing, or handing work to a worker; wait: until its results are here; bytes and messages: of tensors)\n";

    /// <summary>Two lines of heads, a line for each device with means over the tokens of the ledger, an explanation.</summary>
    /// <param name="placement">Which layers each device has.</param>
    /// <param name="ledger">The sums; with no token in it the table has zeros.</param>
    internal static string Format(ResolvedPlacement placement, TokenLedger ledger)
    {
        StringBuilder text = new(Header.ReplaceLineEndings("\n"));
        double tokens = Math.Max(ledger.Tokens, 1);
        for (int i = 0; i < placement.Devices.Devices.Length; i++)
        {
            DeviceRecord sum = i < ledger.Sums.Length ? ledger.Sums[i] : default;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{placement.Devices.Devices[i].Name, -23} {Layers(placement, i), -14}"
            );
            text.Append(CultureInfo.InvariantCulture, $"{Milliseconds(sum.RunTicks), 7:F3} ");
            text.Append(CultureInfo.InvariantCulture, $"{Milliseconds(sum.WaitTicks), 7:F3} ");
            text.Append(CultureInfo.InvariantCulture, $"{sum.BytesTo / tokens, 7:F0} {sum.BytesFrom / tokens, 7:F0} ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"{sum.MessagesTo / tokens, 7:F1} {sum.MessagesFrom / tokens, 6:F1} {sum.RoundTrips / tokens, 6:F1}\n"
            );
        }

        return text.Append(Footer).ToString();

        double Milliseconds(long ticks) => ticks * 1e3 / System.Diagnostics.Stopwatch.Frequency / tokens;
    }

    // The layers of a device follow each other where they are dealt by shares.
    private static string Layers(ResolvedPlacement placement, int device)
    {
        int output = placement.Subject.Layers;
        int[] own = [.. Enumerable.Range(0, output).Where(layer => placement.Layers[layer] == device)];
        string layers = own is [var first, .., var last] ? $"{first}-{last}" : string.Join(',', own);
        string[] parts =
        [
            device == placement.Devices.Home ? "embedding" : "",
            layers,
            placement.Layers[output] == device ? "output" : "",
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }
}
