// Tells when the runtime has compiled what runs often.
using System.Diagnostics;
using System.Runtime;

namespace Caravan.Cli.Benchmarks;

/// <summary>
/// The runtime waits 100 ms for calls of new methods to end before it compiles those that are called often anew; compilation counts as
/// over when twice that time has passed without any.
/// </summary>
internal sealed class CompilationWatch
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _changed = Stopwatch.GetTimestamp();
    private long _methods = JitInfo.GetCompiledMethodCount();

    /// <summary>True when nothing was compiled for a while, or when that has been waited for long enough.</summary>
    internal bool IsSettled()
    {
        long methods = JitInfo.GetCompiledMethodCount();
        if (methods != _methods)
        {
            _methods = methods;
            _changed = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_changed) >= Quiet || Stopwatch.GetElapsedTime(_started) >= Longest;
    }
}
