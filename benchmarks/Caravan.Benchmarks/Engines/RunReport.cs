// What an engine's process says after some tokens.
namespace Caravan.Benchmarks.Engines;

/// <summary>One measured slice of work.</summary>
/// <param name="Tokens">Tokens evaluated.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="ProcessorSeconds">Processor time of the whole process.</param>
/// <param name="TopToken">The likeliest next token.</param>
/// <param name="TopLogit">Its logit.</param>
/// <param name="Memory">Memory of the process after it.</param>
public sealed record RunReport(
    int Tokens,
    double Seconds,
    double ProcessorSeconds,
    int TopToken,
    float TopLogit,
    ProcessMemory Memory
)
{
    /// <summary>Tokens in a second.</summary>
    internal double Rate => Tokens / Seconds;
}
