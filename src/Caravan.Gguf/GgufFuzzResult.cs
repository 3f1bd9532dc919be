// What a fuzzing run found.
using System.Globalization;

namespace Caravan.Gguf;

/// <summary>Counts and findings of a run of <see cref="GgufFuzz"/>.</summary>
public sealed class GgufFuzzResult
{
    // Enough to see what is wrong; a broken reader would otherwise fill the memory.
    private const int MostFindings = 20;
    private readonly List<string> findings = [];

    /// <summary>Mutants read.</summary>
    public long Mutants => Accepted + Rejected + Failed;

    /// <summary>Mutants that are still valid files.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Mutants refused with a <see cref="GgufException"/>.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Mutants that raised another exception.</summary>
    public long Failed { get; private set; }

    /// <summary>Most bytes the reader allocated for one mutant.</summary>
    public long MostBytesAllocated { get; internal set; }

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
