// Results of a benchmark as SQL for SQLite.
namespace Caravan.Cli.Benchmarks;

/// <summary>A statement that creates the table <c>llama_bench</c>, then an insertion for each result.</summary>
internal sealed class SqlBenchPrinter(IReadOnlyList<BenchField> fields) : BenchPrinter
{
    private const string Table = "llama_bench";

    /// <inheritdoc/>
    internal override string Begin()
    {
        IEnumerable<string> columns = fields.Select(field => $"  {field.Name} {TypeOf(field.Kind)}");
        return $"CREATE TABLE IF NOT EXISTS {Table} (\n{string.Join(",\n", columns)}\n);\n\n";
    }

    /// <inheritdoc/>
    internal override string Add(BenchResult result)
    {
        string names = string.Join(", ", fields.Select(field => field.Name));
        string values = string.Join(", ", fields.Select(field => Quote(field.Value(result))));
        return $"INSERT INTO {Table} ({names}) VALUES ({values});\n";
    }

    private static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string TypeOf(BenchFieldKind kind) =>
        kind switch
        {
            BenchFieldKind.Text => "TEXT",
            BenchFieldKind.Number => "REAL",
            _ => "INTEGER",
        };
}
