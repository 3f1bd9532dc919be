// Which elements of a head ROPE rotates together.
namespace Caravan.Graph;

/// <summary>Pairing of rotated elements; the numbers are ggml's.</summary>
public enum RopeMode
{
    /// <summary>Neighbours: (0, 1), (2, 3), ...</summary>
    Normal = 0,

    /// <summary>Halves: (i, i + dimensions / 2).</summary>
    Neox = 2,

    /// <summary>Halves, with four positions for each token: sections of pairs take one each in turn.</summary>
    MRope = 8,

    /// <summary>(i, i + dimensions) over twice the dimensions, whose sections begin anew at the first frequency.</summary>
    Vision = 24,

    /// <summary>Halves, with positions that take turns from pair to pair.</summary>
    InterleavedMRope = 40,
}
