// Ctrl-C: ends the program in order, within a fifth of a second even in the midst of a long computation.
using System.Runtime.InteropServices;

namespace Caravan.Cli.Terminal;

/// <summary>
/// Listens for Ctrl-C. The first one cancels <see cref="Token"/>; where the program does not end in a moment, because a step
/// of the model takes longer, it is ended from here. The second one kills it.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // Ctrl-C must end the program within 200 ms; the rest of them is for the last lines and the exit itself.
    private const int GraceMilliseconds = 30;
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration registration;
    private int ended;

    /// <summary>Begins to listen.</summary>
    internal Interruption() => registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    internal CancellationToken Token => source.Token;

    /// <summary>Asked first: returns true where Ctrl-C only calls the user to the keyboard.</summary>
    internal Func<bool>? Intercept { get; set; }

    /// <summary>Writes the last lines before an interrupted program ends.</summary>
    internal Action? LastLines { get; set; }

    /// <summary>Writes the last lines, once, and says what the program is to return.</summary>
    internal int Finish()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
        {
            // The other thread is about to end the process.
            Thread.Sleep(Timeout.Infinite);
        }

        LastLines?.Invoke();
        return ExitCode.Interrupted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        if (Intercept?.Invoke() != true)
        {
            source.Cancel();
            Thread.Sleep(GraceMilliseconds);
            Environment.Exit(Finish());
        }
    }
}
