// Sums what the steps of single tokens cost.
using Caravan.Graph;

namespace Caravan.Engine;

/// <summary>
/// An account of generation in memory: the sum over all steps of one token since the last <see cref="Clear"/>. Steps of
/// prompts, which have several tokens, are left out. Recording allocates nothing after the first step.
/// </summary>
public sealed class TokenLedger : IStepLedger
{
    private DeviceRecord[] sums = [];

    /// <summary>Steps in the sums, which are tokens.</summary>
    public int Tokens { get; private set; }

    /// <summary>One sum for each device, by index; empty before the first step.</summary>
    public ReadOnlySpan<DeviceRecord> Sums => sums;

    /// <summary>Begins again with nothing.</summary>
    public void Clear()
    {
        Array.Clear(sums);
        Tokens = 0;
    }

    /// <inheritdoc/>
    public void Record(in SymbolValues symbols, ReadOnlySpan<DeviceRecord> devices)
    {
        if (symbols.Tokens != 1)
        {
            return;
        }

        if (sums.Length < devices.Length)
        {
            Array.Resize(ref sums, devices.Length);
        }

        Tokens++;
        for (int i = 0; i < devices.Length; i++)
        {
            ref DeviceRecord sum = ref sums[i];
            DeviceRecord step = devices[i];
            sum.RunTicks += step.RunTicks;
            sum.WaitTicks += step.WaitTicks;
            sum.BytesTo += step.BytesTo;
            sum.BytesFrom += step.BytesFrom;
            sum.MessagesTo += step.MessagesTo;
            sum.MessagesFrom += step.MessagesFrom;
            sum.RoundTrips += step.RoundTrips;
            sum.Stages += step.Stages;
        }
    }
}
