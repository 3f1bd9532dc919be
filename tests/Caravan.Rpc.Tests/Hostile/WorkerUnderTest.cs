// The worker that hostile clients are set on.
namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Where a Caravan worker listens on loopback, as an environment variable says.</summary>
internal static class WorkerUnderTest
{
    internal const string Host = "127.0.0.1";
    private const string Variable = "CARAVAN_WORKER_PORT";

    /// <summary>The worker's port; skips the calling test without a worker.</summary>
    internal static int RequirePort()
    {
        string? port = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(port), $"no worker was named: start one on loopback and set {Variable}");
        return int.Parse(port!);
    }
}
