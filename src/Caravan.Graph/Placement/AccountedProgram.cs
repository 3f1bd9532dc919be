// A program of one device whose steps are accounted for.
using System.Diagnostics;

namespace Caravan.Graph;

/// <summary>
/// Tells a ledger what the steps of a program cost that the device of this process runs alone: time, and no traffic. Running
/// allocates nothing. Not safe for use by several threads at once.
/// </summary>
public sealed class AccountedProgram : IProgram
{
    private readonly IProgram program;
    private readonly StageAccount account;
    private readonly int device;

    /// <summary>Accounts for a program, which is disposed with this one.</summary>
    /// <param name="program">The program.</param>
    /// <param name="ledger">Told what each step cost.</param>
    /// <param name="device">Index of the device that runs it, the one of this process.</param>
    /// <param name="devices">Number of devices there are.</param>
    public AccountedProgram(IProgram program, IStepLedger ledger, int device, int devices)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(ledger);
        this.program = program;
        this.device = device;
        account = new StageAccount(ledger, devices, device);
    }

    /// <inheritdoc/>
    public long ScratchBytes => program.ScratchBytes;

    /// <inheritdoc/>
    public void Write(GraphTensor input, ReadOnlySpan<byte> source)
    {
        account.Close();
        program.Write(input, source);
    }

    /// <inheritdoc/>
    public void Run(in SymbolValues symbols)
    {
        account.Close();
        account.Running(symbols);
        long started = Stopwatch.GetTimestamp();
        program.Run(symbols);
        account.Ran(device, started);
    }

    /// <inheritdoc/>
    public void Read(GraphTensor output, long offset, Span<byte> destination) =>
        program.Read(output, offset, destination);

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<OutputRead> reads, Span<byte> destination) => program.Read(reads, destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        account.Close();
        program.Dispose();
    }
}
