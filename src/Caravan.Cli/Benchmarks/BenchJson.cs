// JSON texts of values and samples of a benchmark.
using System.Globalization;
using System.Text.Json;

namespace Caravan.Cli.Benchmarks;

/// <summary>Writes values as llama-bench writes them into JSON.</summary>
internal static class BenchJson
{
    /// <summary><c>"name": value</c>.</summary>
    internal static string Pair(BenchField field, BenchResult result) =>
        $"\"{field.Name}\": {Value(field.Kind, field.Value(result))}";

    /// <summary>Nanoseconds of each repetition.</summary>
    internal static string Samples(BenchResult result) => $"\"samples_ns\": [ {string.Join(", ", result.SamplesNs)} ]";

    /// <summary>Tokens per second of each repetition, in six digits.</summary>
    internal static string Rates(BenchResult result) =>
        $"\"samples_ts\": [ {string.Join(", ", result.Rates.Select(rate => rate.ToString("G6", CultureInfo.InvariantCulture)))} ]";

    /// <summary>A value; null for none.</summary>
    internal static string Value(BenchFieldKind kind, string? value) =>
        kind switch
        {
            _ when value is null => "null",
            BenchFieldKind.Text =>
                $"\"{JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
            BenchFieldKind.Bit => value == "0" ? "false" : "true",
            _ => value,
        };
}
