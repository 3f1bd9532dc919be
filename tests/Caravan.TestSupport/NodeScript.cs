// Runs scripts in Node, where it is there.
using System.ComponentModel;
using System.Diagnostics;

namespace Caravan.TestSupport;

/// <summary>Scripts beside the tests, and packages that CI fetches.</summary>
public static class NodeScript
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The folder of a package; skips the calling test where it or Node is missing.</summary>
    public static string RequirePackage(string name)
    {
        string folder = RepositoryRoot.PathTo($".clients/{name}/package");
        Assert.SkipUnless(HasNode(), "Node is not installed");
        Assert.SkipUnless(Directory.Exists(folder), $"the npm package {name} is not there: .ci/run fetches it");
        return folder;
    }

    /// <summary>Runs a script, which must succeed.</summary>
    /// <returns>What it prints.</returns>
    public static async Task<string> Run(string script, params string[] arguments)
    {
        ProcessStartInfo start = new("node", [Path.Combine(AppContext.BaseDirectory, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        Task<string> error = node.StandardError.ReadToEndAsync();
        using CancellationTokenSource time = new(Limit);
        try
        {
            await node.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            Assert.Fail($"{script} did not end within {Limit}");
        }

        Assert.True(node.ExitCode == 0, $"{script} {string.Join(' ', arguments)}: {await error}{await output}");
        return await output;
    }

    private static bool HasNode()
    {
        try
        {
            using Process node = Process.Start(
                new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true }
            )!;
            node.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
