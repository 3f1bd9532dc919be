// Workers on this machine for the time of one command.
using System.Globalization;

namespace Caravan.Cli.Running;

/// <summary>Several <see cref="OwnedWorker"/>s.</summary>
internal sealed class OwnedWorkers : IDisposable
{
    private readonly List<OwnedWorker> workers;

    private OwnedWorkers(List<OwnedWorker> workers, IReadOnlyList<string> addresses)
    {
        this.workers = workers;
        Addresses = addresses;
    }

    /// <summary>Where they listen, each as <c>host:port</c>.</summary>
    internal IReadOnlyList<string> Addresses { get; }

    /// <summary>Starts workers and waits until all of them listen.</summary>
    /// <param name="count">How many.</param>
    /// <param name="threads">Threads of each.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">One of them cannot; none is left.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; none is left.</exception>
    internal static OwnedWorkers Start(int count, int threads, CancellationToken cancellation)
    {
        List<OwnedWorker> started = [];
        try
        {
            string number = threads.ToString(CultureInfo.InvariantCulture);
            for (int i = 0; i < count; i++)
            {
                started.Add(OwnedWorker.Start(OwnProgram.Start("worker", "-p", "0", "-t", number)));
            }

            return new OwnedWorkers(started, [.. started.Select(worker => worker.Address(cancellation))]);
        }
        catch
        {
            started.ForEach(worker => worker.Dispose());
            throw;
        }
    }

    /// <summary>Ends them.</summary>
    public void Dispose() => workers.ForEach(worker => worker.Dispose());
}
