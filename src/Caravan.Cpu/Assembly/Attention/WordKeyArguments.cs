// The block of arguments of the assembled products of keys.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WordKeyArguments
{
    /// <summary>The first of the keys, as Q8_0 has them; the code moves it on.</summary>
    internal byte* Keys;

    /// <summary>Bytes from key to key.</summary>
    internal nint Stride;

    /// <summary>Keys in units of sixteen, at least one; the code counts it down.</summary>
    internal nint Groups;

    /// <summary>Blocks of a key.</summary>
    internal nint Blocks;

    /// <summary>Words of the first query, see <see cref="WordQueries"/>.</summary>
    internal short* Queries;

    /// <summary>Bytes from query to query.</summary>
    internal nint QueryStride;

    /// <summary>[queries][<see cref="AttentionTile.Size"/>].</summary>
    internal float* Scores;

    /// <summary>Lines that are fetched meanwhile, <see cref="WordKeyCode.LinesPerBlock"/> for each block of sixteen keys.</summary>
    internal byte* Ahead;
}
