// Values of one stage that are read together.
namespace Caravan.Graph;

/// <summary>Transfers that come from one stage and are needed at the same time: they cost one round trip.</summary>
internal sealed class CrossingGroup(int fromStage, Transfer[] transfers)
{
    private readonly OutputRead[] reads = new OutputRead[transfers.Length];

    /// <summary>Index of the stage they come from.</summary>
    internal int FromStage => fromStage;

    /// <summary>The transfers.</summary>
    internal IReadOnlyList<Transfer> Transfers => transfers;

    /// <summary>What to read, side by side in a buffer of <paramref name="bytes"/>; valid until the next call.</summary>
    internal ReadOnlySpan<OutputRead> Reads(in SymbolValues symbols, out int bytes)
    {
        bytes = 0;
        for (int i = 0; i < transfers.Length; i++)
        {
            GraphTensor tensor = transfers[i].From.Tensor;
            int own = checked((int)ValueFlow.DenseBytes(tensor, symbols));
            reads[i] = new OutputRead(tensor, bytes, own);
            bytes = checked(bytes + own);
        }

        return reads;
    }
}
