// What an engine's process is asked to do.
namespace Caravan.Benchmarks.Engines;

/// <summary>Work for an engine's process.</summary>
/// <param name="Kind">What is run.</param>
/// <param name="Tokens">How many tokens.</param>
public sealed record RunRequest(RunKind Kind, int Tokens);
