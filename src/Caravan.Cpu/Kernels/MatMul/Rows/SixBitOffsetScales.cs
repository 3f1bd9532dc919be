// The six-bit scales of IQ4_K and IQ5_K.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary><c>{ byte high[4]; byte low[8] }</c>: group g has bit pair g of <c>high</c> and nibble g of <c>low</c>, less 32.</summary>
internal static unsafe class SixBitOffsetScales
{
    /// <summary>Writes sixteen scales of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(byte* packed, nint stride, Vector256<float> d, float* scales)
    {
        Vector256<uint> high = RowLanes.Words(packed, stride);
        Eight(high, RowLanes.Words(packed + 4, stride), d, scales);
        Eight(high >> 16, RowLanes.Words(packed + 8, stride), d, scales + (8 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(Vector256<uint> high, Vector256<uint> low, Vector256<float> d, float* scales)
    {
        for (int group = 0; group < 8; group++)
        {
            Vector256<uint> scale = (low & Vector256.Create(15u)) | ((high & Vector256.Create(3u)) << 4);
            Vector256<float> factor = Vector256.ConvertToSingle(scale.AsInt32() - Vector256.Create(32));
            (d * factor).Store(scales + (group * TileLayout.Rows));
            low >>= 4;
            high >>= 2;
        }
    }
}
