// Which elements of a head ROPE rotates together.
namespace Caravan.Graph;

/// <summary>Pairing of rotated elements; the numbers are ggml's.</summary>
public enum RopeMode
{
    /// <summary>Neighbours: (0, 1), (2, 3), ...</summary>
    Normal = 0,

    /// <summary>Halves: (i, i + dimensions / 2).</summary>
    Neox = 2,
}
