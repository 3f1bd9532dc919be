// The element types that may be on the wire in each family.
using System.Collections.Frozen;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>Type numbers are shared; which of them exist is the family's.</summary>
internal static class WireTypes
{
    // ik_llama.cpp's own types begin here; upstream ends at Q2_0.
    private const int FirstOwnType = 97;

    private static readonly FrozenSet<TensorType> Upstream = Enum.GetValues<TensorType>()
        .Where(type => (int)type < FirstOwnType)
        .ToFrozenSet();

    private static readonly FrozenSet<TensorType> Ik = Enum.GetValues<TensorType>()
        .Where(type => type is not (TensorType.TQ1_0 or TensorType.TQ2_0 or TensorType.NVFP4 or TensorType.Q2_0))
        .ToFrozenSet();

    /// <summary>True when tensors of the type exist in the family and here.</summary>
    internal static bool IsKnown(DialectFamily family, TensorType type) =>
        (family == DialectFamily.Ik ? Ik : Upstream).Contains(type);
}
