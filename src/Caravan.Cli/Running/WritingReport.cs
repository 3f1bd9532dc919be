// What was written, in a few lines.
using System.Globalization;
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>The last lines of quantize and make-model.</summary>
internal static class WritingReport
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Sizes and time.</summary>
    internal static string Format(string path, ModelMakingResult result)
    {
        string source =
            result.SourceBytes > 0 ? Text($"model size  = {result.SourceBytes / Mebibyte, 8:F2} MiB\n") : "";
        return source
            + Text($"{path}: {result.Tensors} tensors, {ModelReport.Parameters(result.Parameters)} weights\n")
            + Text($"quant size  = {result.Bytes / Mebibyte, 8:F2} MiB ({result.BitsPerWeight:F2} BPW)\n")
            + Text($"total time  = {result.Elapsed.TotalSeconds, 8:F2} s\n");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
