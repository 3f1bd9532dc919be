// Keeps what the last generation step cost.
using Caravan.Graph;

namespace Caravan.Server;

/// <summary>
/// The account of the last step in which tokens were generated, for the page. Written by the scheduler's thread, read by
/// requests; recording allocates nothing after the first step.
/// </summary>
/// <param name="next">Told the same; null for nobody.</param>
public sealed class LastStepLedger(IStepLedger? next = null) : IStepLedger
{
    private readonly Lock gate = new();
    private DeviceRecord[] records = [];

    /// <inheritdoc/>
    public void Record(in SymbolValues symbols, ReadOnlySpan<DeviceRecord> devices)
    {
        next?.Record(symbols, devices);
        // Where a prompt shares the step, the step is the prompt's and says nothing about a token.
        if (symbols.Outputs < symbols.Tokens)
        {
            return;
        }

        lock (gate)
        {
            if (records.Length != devices.Length)
            {
                records = new DeviceRecord[devices.Length];
            }

            devices.CopyTo(records);
            Tokens = (int)symbols.Tokens;
        }
    }

    private int Tokens { get; set; }

    /// <summary>Tokens of the last step and a copy of its records; none before the first.</summary>
    internal (int Tokens, DeviceRecord[] Devices) Read()
    {
        lock (gate)
        {
            return (Tokens, [.. records]);
        }
    }
}
