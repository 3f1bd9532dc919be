// Prints a placement.
using System.Globalization;
using System.Text;

namespace Caravan.Engine;

/// <summary>A placement as a table: a line for each device with its layers, weights and KV cache.</summary>
public static class PlacementTable
{
    /// <summary>The lines of the table.</summary>
    public static IReadOnlyList<string> Lines(ResolvedPlacement placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        List<string[]> rows =
        [
            ["device", "layers", "weights MiB", "KV MiB"],
        ];
        for (int device = 0; device < placement.Devices.Devices.Length; device++)
        {
            rows.Add([
                placement.Devices.Devices[device].Name,
                Layers(placement, device),
                MiB(placement.WeightBytes(device)),
                MiB(placement.CacheBytes(device)),
            ]);
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        return
        [
            .. rows.Select(r =>
                $"{r[0].PadRight(widths[0])}  {r[1].PadRight(widths[1])}  {r[2].PadLeft(widths[2])}  {r[3].PadLeft(widths[3])}"
            ),
        ];
    }

    private static string MiB(long bytes) => (bytes / 1048576.0).ToString("F2", CultureInfo.InvariantCulture);

    // Runs of layers, such as "0-3,8-11,output".
    private static string Layers(ResolvedPlacement placement, int device)
    {
        StringBuilder text = new();
        int count = placement.Layers.Length - 1;
        for (int first = 0; first < count; first++)
        {
            if (placement.Layers[first] != device)
            {
                continue;
            }

            int last = first;
            while (last + 1 < count && placement.Layers[last + 1] == device)
            {
                last++;
            }

            text.Append(text.Length > 0 ? "," : "").Append(first);
            if (last > first)
            {
                text.Append('-').Append(last);
            }

            first = last;
        }

        if (placement.Layers[count] == device)
        {
            text.Append(text.Length > 0 ? ",output" : "output");
        }

        return text.Length > 0 ? text.ToString() : "-";
    }
}
