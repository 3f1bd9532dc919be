// Everything a grammar needs to know about a text so far.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// The set of all readings of a text so far. Texts that go on alike have the same state, so what was found out about it
/// once, where each byte leads and which tokens are allowed, is kept with it.
/// </summary>
internal sealed class GrammarState
{
    /// <summary>A state; only <see cref="GrammarStates"/> makes them.</summary>
    public GrammarState(GrammarPath[] paths, bool mayEnd, int classCount, int epoch, int id)
    {
        Paths = paths;
        MayEnd = mayEnd;
        Next = paths.Length == 0 ? [] : new GrammarState?[classCount];
        Epoch = epoch;
        Id = id;
    }

    /// <summary>The readings, in order.</summary>
    public GrammarPath[] Paths { get; }

    /// <summary>True when the text may end here.</summary>
    public bool MayEnd { get; }

    /// <summary>True when no text of the grammar begins so.</summary>
    public bool IsDead => Paths.Length == 0 && !MayEnd;

    /// <summary>The state after a byte of each class; null where it was not asked for yet.</summary>
    public GrammarState?[] Next { get; }

    /// <summary>The states after tokens that the grammar names, by which of the state's Token nodes they match.</summary>
    public Dictionary<ulong, GrammarState>? AfterTokens { get; set; }

    /// <summary>The tokens allowed here; null where that was not asked for yet.</summary>
    public TokenMask? Mask { get; set; }

    /// <summary>Which life of the cache made the state.</summary>
    public int Epoch { get; }

    /// <summary>Tells states of one life apart.</summary>
    public int Id { get; }

    /// <summary>The next state with the same hash.</summary>
    public GrammarState? Chained { get; set; }
}
