// What an engine's process says after some tokens.
namespace Caravan.Benchmarks.Engines;

/// <summary>One measured slice of work.</summary>
/// <param name="Tokens">Tokens evaluated.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="ProcessorSeconds">Processor time of the whole process.</param>
/// <param name="WaitSeconds">Time that its threads waited for a core, all together.</param>
/// <param name="Logits">Some of the logits of the last token, the same for both engines.</param>
/// <param name="Memory">Memory of the process after it.</param>
public sealed record RunReport(
    int Tokens,
    double Seconds,
    double ProcessorSeconds,
    double WaitSeconds,
    float[] Logits,
    ProcessMemory Memory
)
{
    // Of a slice's time, what its threads may have waited for a core.
    private const double QuietShare = 0.1;

    /// <summary>Tokens in a second.</summary>
    internal double Rate => Tokens / Seconds;

    /// <summary>True when other processes took next to nothing from it.</summary>
    internal bool IsQuiet => WaitSeconds < QuietShare * Seconds;
}
