// Blocks of signed bytes behind two bytes of something else, as Q8_0 has them.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>A chunk is a block for every eight lanes.</summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
/// <typeparam name="TOperations">Operations on it.</typeparam>
internal readonly unsafe struct ByteChunks<TVector, TOperations> : IChunkFormat<TVector>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    /// <summary>Bytes before the signed ones.</summary>
    internal const int HeaderBytes = sizeof(ushort);

    /// <summary>Bytes from block to block.</summary>
    internal const int BlockBytes = HeaderBytes + WordTile.BlockElements;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk)
    {
        byte* quants = chunk + HeaderBytes;
        return TOperations.LoadParts(
            quants,
            quants + (TOperations.Lanes == 8 ? WordTile.BlockElements / 2 : BlockBytes)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => found;
}
