// What a fuzzing run of the worker found.
using System.Globalization;

namespace Caravan.Rpc;

/// <summary>Counts and findings of a run of <see cref="RpcFuzz"/>.</summary>
public sealed class RpcFuzzResult
{
    // Enough to see what is wrong; a broken worker would otherwise fill the memory.
    private const int MostFindings = 20;
    private readonly List<string> findings = [];

    /// <summary>Damaged exchanges played.</summary>
    public long Mutants => Served + Refused + Failed;

    /// <summary>Exchanges that the worker served to their end.</summary>
    public long Served { get; internal set; }

    /// <summary>Exchanges that the worker ended with a reason.</summary>
    public long Refused { get; internal set; }

    /// <summary>Exchanges that raised an exception beyond the connection.</summary>
    public long Failed { get; private set; }

    /// <summary>The first findings, each with the number of its mutant; empty when all is well.</summary>
    public IReadOnlyList<string> Findings => findings;

    internal void Add(long index, string what, bool failed = false)
    {
        Failed += failed ? 1 : 0;
        if (findings.Count < MostFindings)
        {
            findings.Add(string.Create(CultureInfo.InvariantCulture, $"mutant {index}: {what}"));
        }
    }
}
