// SIGTERM and Ctrl-C for programs that run until they are told to end.
using System.Runtime.InteropServices;

namespace Caravan.Cli.Terminal;

/// <summary>
/// Waits for the signals by which services are ended; a second one ends the process at once. A process that another one
/// owns ends with its owner instead of by Ctrl-C, which a terminal sends to both.
/// </summary>
internal sealed class EndSignals : IDisposable
{
    // Neither is disposed: the owner's end may come after this object's, on another thread.
    private readonly ManualResetEventSlim received = new();
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly bool isOwned = OwnerInput.IsBound;

    /// <summary>Begins to listen.</summary>
    internal EndSignals()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        ];
        if (isOwned)
        {
            OwnerInput.Watch(() => End(PosixSignal.SIGTERM));
        }
    }

    /// <summary>The signal that came.</summary>
    internal PosixSignal Signal { get; private set; }

    /// <summary>Cancelled when a signal comes.</summary>
    internal CancellationToken Token => source.Token;

    /// <summary>Blocks until a signal comes.</summary>
    /// <returns>The signal; SIGTERM when the owner is gone.</returns>
    internal PosixSignal Wait()
    {
        received.Wait();
        return Signal;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(registrations, registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        if (isOwned && context.Signal == PosixSignal.SIGINT)
        {
            context.Cancel = true;
        }
        else if (!received.IsSet)
        {
            context.Cancel = true;
            End(context.Signal);
        }
    }

    private void End(PosixSignal signal)
    {
        Signal = signal;
        source.Cancel();
        received.Set();
    }
}
