// Receives what each step cost.
namespace Caravan.Graph;

/// <summary>Keeps account of steps. Called once a step, when the next one begins or the program is disposed.</summary>
public interface IStepLedger
{
    /// <summary>Takes the account of a step; the records are overwritten by the next one.</summary>
    /// <param name="symbols">The step's symbols.</param>
    /// <param name="devices">One record for each device, by index.</param>
    void Record(in SymbolValues symbols, ReadOnlySpan<DeviceRecord> devices);
}
