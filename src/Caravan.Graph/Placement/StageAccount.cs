// Counts what the running step does.
using System.Diagnostics;

namespace Caravan.Graph;

/// <summary>The records of the step in progress, handed to a ledger when it is over.</summary>
internal sealed class StageAccount(IStepLedger? ledger, int devices, int home)
{
    private readonly DeviceRecord[] records = new DeviceRecord[devices];
    private SymbolValues symbols;
    private bool hasRun;

    /// <summary>Closes the last step, if one has run since.</summary>
    internal void Close()
    {
        if (!hasRun)
        {
            return;
        }

        hasRun = false;
        ledger?.Record(symbols, records);
        Array.Clear(records);
    }

    /// <summary>Notes the symbols of the step that runs now.</summary>
    internal void Running(in SymbolValues current)
    {
        symbols = current;
        hasRun = true;
    }

    /// <summary>A stage ran since <paramref name="started"/>.</summary>
    internal void Ran(int device, long started)
    {
        records[device].RunTicks += Stopwatch.GetTimestamp() - started;
        records[device].Stages++;
    }

    /// <summary>Bytes went to a device.</summary>
    internal void Sent(int device, long bytes)
    {
        if (device != home)
        {
            records[device].BytesTo += bytes;
            records[device].MessagesTo++;
        }
    }

    /// <summary>Tensors came together from a device, awaited since <paramref name="started"/>.</summary>
    internal void Received(int device, int messages, long bytes, long started)
    {
        if (device != home)
        {
            records[device].WaitTicks += Stopwatch.GetTimestamp() - started;
            records[device].BytesFrom += bytes;
            records[device].MessagesFrom += messages;
            records[device].RoundTrips++;
        }
    }
}
