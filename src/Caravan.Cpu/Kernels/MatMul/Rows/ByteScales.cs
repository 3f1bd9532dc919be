// Four byte scales of each of eight rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>Multiplies each byte of each lane with the lane's factor; groups are <see cref="TileLayout.Rows"/> floats apart.</summary>
internal static unsafe class ByteScales
{
    /// <summary>Bytes are signed: each goes to the top of its lane and comes down with its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WriteSigned(Vector256<uint> bytes, Vector256<float> factor, float* destination)
    {
        Write((bytes << 24).AsInt32() >> 24, factor, destination);
        Write((bytes << 16).AsInt32() >> 24, factor, destination + TileLayout.Rows);
        Write((bytes << 8).AsInt32() >> 24, factor, destination + (2 * TileLayout.Rows));
        Write(bytes.AsInt32() >> 24, factor, destination + (3 * TileLayout.Rows));
    }

    /// <summary>Bytes are unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WriteUnsigned(Vector256<uint> bytes, Vector256<float> factor, float* destination)
    {
        Vector256<uint> low = Vector256.Create(0xFFu);
        Write((bytes & low).AsInt32(), factor, destination);
        Write(((bytes >> 8) & low).AsInt32(), factor, destination + TileLayout.Rows);
        Write(((bytes >> 16) & low).AsInt32(), factor, destination + (2 * TileLayout.Rows));
        Write((bytes >> 24).AsInt32(), factor, destination + (3 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector256<int> numbers, Vector256<float> factor, float* destination) =>
        (factor * Vector256.ConvertToSingle(numbers)).Store(destination);
}
