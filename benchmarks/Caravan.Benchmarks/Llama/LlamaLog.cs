// Picks from llama.cpp's log what it says of its buffers and its library.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Caravan.Benchmarks.Llama;

/// <summary>The log of llama.cpp since its libraries were loaded.</summary>
internal sealed partial class LlamaLog
{
    private readonly StringBuilder text = new();

    /// <summary>The CPU library that ggml chose, such as <c>haswell</c>.</summary>
    internal string Variant => VariantLine().Matches(Text).LastOrDefault()?.Groups[1].Value ?? "unknown library";

    /// <summary>Bytes of all compute buffers of the last context.</summary>
    internal long ComputeBytes => Sum(ComputeLine());

    /// <summary>Bytes of all KV buffers of the last context.</summary>
    internal long CacheBytes => Sum(CacheLine());

    /// <summary>Everything that was logged.</summary>
    internal string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    /// <summary>Adds a piece of the log.</summary>
    internal void Append(string piece)
    {
        lock (text)
        {
            text.Append(piece);
        }
    }

    private long Sum(Regex line) =>
        (long)(
            line.Matches(Text).Sum(m => double.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) * (1 << 20)
        );

    [GeneratedRegex(@"libggml-cpu-(\w+)\.so")]
    private static partial Regex VariantLine();

    [GeneratedRegex(@"compute buffer size\s*=\s*([\d.]+) MiB")]
    private static partial Regex ComputeLine();

    [GeneratedRegex(@"KV buffer size\s*=\s*([\d.]+) MiB")]
    private static partial Regex CacheLine();
}
