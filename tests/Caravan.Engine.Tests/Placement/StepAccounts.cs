// Keeps the account of every step for tests.
using Caravan.Graph;

namespace Caravan.Engine.Tests;

/// <summary>A ledger in memory.</summary>
internal sealed class StepAccounts : IStepLedger
{
    internal List<DeviceRecord[]> Steps { get; } = [];

    public void Record(in SymbolValues symbols, ReadOnlySpan<DeviceRecord> devices) => Steps.Add(devices.ToArray());
}
