// Forms of the results of a benchmark.
namespace Caravan.Cli.Options;

/// <summary>llama-bench's output formats.</summary>
internal enum BenchFormat
{
    /// <summary>Nothing is written.</summary>
    None,

    /// <summary>A table in Markdown.</summary>
    Markdown,

    /// <summary>Comma-separated values with a line of names.</summary>
    Csv,

    /// <summary>One JSON array.</summary>
    Json,

    /// <summary>A JSON object a line.</summary>
    JsonLines,

    /// <summary>Statements that create and fill a table.</summary>
    Sql,
}
