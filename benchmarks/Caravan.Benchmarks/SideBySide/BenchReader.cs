// Reads what programs like llama-bench print as JSON.
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Caravan.Benchmarks.SideBySide;

/// <summary>Rates by test, from the output of <c>-o json</c>.</summary>
internal static partial class BenchReader
{
    /// <summary>Reads an array of results.</summary>
    /// <param name="text">What a program printed.</param>
    /// <returns>Tests and tokens a second, in the program's order.</returns>
    /// <exception cref="BenchmarkException">It is no such array; the message says what is missing.</exception>
    internal static IReadOnlyList<(BenchTest Test, double Rate)> Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(ReadOne)];
        }
        catch (Exception problem)
            when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            string start = text.Length > 60 ? text[..60] + "..." : text;
            throw new BenchmarkException(
                $"no results of llama-bench's -o json: {problem.Message} (found '{start.ReplaceLineEndings(" ")}')"
            );
        }
    }

    private static (BenchTest Test, double Rate) ReadOne(JsonElement result)
    {
        BenchTest test = new(
            result.GetProperty("n_prompt").GetInt32(),
            result.GetProperty("n_gen").GetInt32(),
            result.TryGetProperty("n_depth", out JsonElement depth) ? depth.GetInt32() : 0
        );
        // ik_llama.cpp's -gp: the prompt is not measured, which only the name tells.
        if (result.TryGetProperty("test", out JsonElement name) && AfterPrompt().IsMatch(name.GetString() ?? ""))
        {
            test = new BenchTest(0, test.Generated, test.Prompt);
        }

        return (test, result.GetProperty("avg_ts").GetDouble());
    }

    [GeneratedRegex(@"^tg\d+@pp\d+$")]
    private static partial Regex AfterPrompt();
}
