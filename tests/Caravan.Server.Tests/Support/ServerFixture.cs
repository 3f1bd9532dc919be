// One server for a class of tests.
namespace Caravan.Server.Tests.Support;

/// <summary>Starts a server before the first test of a class and stops it after the last.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
