// One link of the chain that merging works on.
namespace Caravan.Models.Tokenizers;

/// <summary>A part of the text; its length is 0 once it was merged into the part before it.</summary>
internal struct Symbol
{
    /// <summary>First byte.</summary>
    public int Start;

    /// <summary>Number of bytes.</summary>
    public int Length;

    /// <summary>Number of the part's text in the symbol table; negative when it has none.</summary>
    public int Id;

    /// <summary>The living part before this one, or -1.</summary>
    public int Previous;

    /// <summary>The living part after this one, or -1.</summary>
    public int Next;

    /// <summary>What this part and the next become when they merge; negative when they do not.</summary>
    public int Merged;

    /// <summary>How early they merge.</summary>
    public uint Rank;
}
