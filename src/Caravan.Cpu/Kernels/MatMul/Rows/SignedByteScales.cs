// Four signed byte scales of each of eight rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

internal static unsafe class SignedByteScales
{
    /// <summary>Multiplies each byte of each lane with the lane's factor; groups are <see cref="TileLayout.Rows"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(Vector256<uint> bytes, Vector256<float> factor, float* destination)
    {
        for (int group = 0; group < 4; group++)
        {
            // The byte goes to the top of its lane and comes down with its sign.
            Vector256<int> scale = (bytes << (24 - (8 * group))).AsInt32() >> 24;
            (factor * Vector256.ConvertToSingle(scale)).Store(destination + (group * TileLayout.Rows));
        }
    }
}
