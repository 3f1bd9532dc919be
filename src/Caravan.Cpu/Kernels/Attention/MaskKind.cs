// What a mask says of the positions of a segment.
namespace Caravan.Cpu;

/// <summary>What one query may see of a segment.</summary>
internal enum MaskKind : byte
{
    /// <summary>Nothing: the mask is -infinity everywhere.</summary>
    Hidden,

    /// <summary>Everything: the mask is zero everywhere.</summary>
    Clear,

    /// <summary>Some of it, or with a bias.</summary>
    Mixed,
}
