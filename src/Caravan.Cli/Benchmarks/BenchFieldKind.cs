// Kinds of values in the results of a benchmark.
namespace Caravan.Cli.Benchmarks;

/// <summary>How a value of <see cref="BenchField"/> is written by each format.</summary>
internal enum BenchFieldKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>0 or 1; true or false in JSON.</summary>
    Bit,
}
