// SIGTERM and Ctrl-C for programs that run until they are told to end.
using System.Runtime.InteropServices;

namespace Caravan.Cli.Terminal;

/// <summary>Waits for the signals by which services are ended; a second one ends the process at once.</summary>
internal sealed class EndSignals : IDisposable
{
    private readonly ManualResetEventSlim received = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Begins to listen.</summary>
    internal EndSignals() =>
        registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        ];

    /// <summary>Blocks until a signal comes.</summary>
    /// <returns>The signal.</returns>
    internal PosixSignal Wait()
    {
        received.Wait();
        return Signal;
    }

    private PosixSignal Signal { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(registrations, registration => registration.Dispose());
        received.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (received.IsSet)
        {
            return;
        }

        context.Cancel = true;
        Signal = context.Signal;
        received.Set();
    }
}
