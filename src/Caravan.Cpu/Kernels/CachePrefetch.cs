// Fetching lines of memory ahead of their use.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu;

/// <summary>Prefetch instructions where the processor has them; any address is allowed.</summary>
internal static unsafe class CachePrefetch
{
    /// <summary>Asks for the line at <paramref name="address"/> in the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ToFirstLevel(byte* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Asks for the line at <paramref name="address"/> in the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ToSecondLevel(byte* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
