// What changed of a tensor from one step of a placed program to the next.
namespace Caravan.Cpu;

/// <summary>What changed of a tensor.</summary>
internal enum PlaceChange : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The address alone: steps read it when they run.</summary>
    Address,

    /// <summary>Extents or strides: steps must be bound again.</summary>
    Layout,
}
