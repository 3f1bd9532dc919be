// A measured case.
using System.Collections.Immutable;
using Caravan.Cpu;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A case with its measurements.</summary>
/// <param name="Case">What was run.</param>
/// <param name="Limits">The machine's limits for as many threads.</param>
/// <param name="Kernel">How it was computed.</param>
/// <param name="Seconds">Median for a product or block.</param>
/// <param name="Peers">Peers that have the type, at most one of a name.</param>
internal sealed record KernelResult(
    KernelCase Case,
    KernelLimits Limits,
    string Kernel,
    double Seconds,
    ImmutableArray<PeerFigures> Peers
)
{
    /// <summary>Multiply-adds a second.</summary>
    internal double MultiplyAddRate => Case.MultiplyAdds / Seconds;

    /// <summary>Bytes of weights a second.</summary>
    internal double ByteRate => Case.WeightBytes / Seconds;

    /// <summary>The peak that the type's products are held against; null where there is none.</summary>
    internal ArithmeticLimit? Peak => TensorTypes.Get(Case.Type).IsFloat ? Limits.Floats : Limits.Bytes;

    /// <summary>Rate over peak; null where there is none.</summary>
    internal double? PeakShare => MultiplyAddRate / Peak?.MultiplyAdds;

    /// <summary>Bytes of weights a second over what is read plainly; null where weights do not come from memory.</summary>
    internal double? ReadShare => Case.IsFew ? ByteRate / Limits.ReadBandwidth : null;

    /// <summary>The figures of a peer; null where it lacks the type.</summary>
    internal PeerFigures? Of(string peer) => Peers.FirstOrDefault(figures => figures.Peer == peer);
}
