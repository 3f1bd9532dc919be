// How rotary positions are stretched beyond the context of training.
namespace Caravan.Models;

/// <summary>Kinds of rope scaling; the names in lower case are those of <c>rope.scaling.type</c> in files.</summary>
public enum RopeScalingType
{
    /// <summary>Positions are never scaled.</summary>
    None,

    /// <summary>Positions are multiplied by one factor.</summary>
    Linear,

    /// <summary>YaRN (Peng et al. 2023): frequencies are interpolated by their wavelength.</summary>
    Yarn,
}
