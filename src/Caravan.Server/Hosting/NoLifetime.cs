// Leaves signals to the program.
using Microsoft.Extensions.Hosting;

namespace Caravan.Server.Hosting;

/// <summary>A lifetime without a console: whoever made the server stops it.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
