// What --list-devices prints.
using System.Globalization;
using System.Text;
using Caravan.Cli.Terminal;
using Caravan.Graph;

namespace Caravan.Cli.Running;

/// <summary>Prints devices as llama.cpp does.</summary>
internal static class DeviceList
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Writes a heading and a line for each device.</summary>
    internal static void Write(StandardOutput output, IReadOnlyList<DeviceInfo> devices)
    {
        StringBuilder text = new("Available devices:\n");
        foreach (DeviceInfo device in devices)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {device.Name}: {device.Description} ({device.TotalBytes / Mebibyte} MiB, {device.FreeBytes / Mebibyte} MiB free)\n"
            );
        }

        output.Write(text.ToString());
    }
}
