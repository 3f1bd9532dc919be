// Rows of quantized caches into tiles of words, a vector at a time.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Reads rows of one type at one vector width. Q8_0 is read as it lies, other types become its blocks first.</summary>
internal sealed unsafe class VectorWordCacheReader<TVector, TOperations>(TensorType type, int length) : WordCacheReader
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    private const int Size = AttentionTile.Size;
    private const int BlockBytes = BlockStage.BlockBytes;
    private const int LineBytes = 64;
    private const int MostLanes = 16;

    private readonly BlockStage? stage = BlockStage.Create(type);
    private readonly int blocks = length / WordTile.BlockElements;

    /// <inheritdoc/>
    internal override int ScratchBytes => stage is null ? 0 : Size * blocks * BlockBytes;

    /// <inheritdoc/>
    internal override void Stage(ref byte* source, ref nint rowStride, int rows, byte* scratch)
    {
        if (stage is not null)
        {
            stage.Convert(source, rowStride, rows, blocks, scratch);
            source = scratch;
            rowStride = blocks * BlockBytes;
        }
    }

    /// <inheritdoc/>
    internal override void ReadKeys(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        short* words,
        float* scales,
        byte* scratch
    )
    {
        Stage(ref source, ref rowStride, rows, scratch);
        WordScales.Read(source, rowStride, rows, blocks, scales);
        // Missing rows of the last vector repeat the last one; nobody looks at what becomes of them.
        nint* places = stackalloc nint[Size];
        for (int i = 0; i < Size; i++)
        {
            places[i] = Math.Min(i, rows - 1) * rowStride;
        }

        int together = TOperations.Lanes * 4 / WordTile.BlockElements;
        int block = 0;
        for (; block + together <= blocks; block += together)
        {
            ReadKeyChunk<TVector, TOperations>(
                source + (block * BlockBytes),
                places,
                rows,
                words + WordTile.Words(block * WordTile.BlockElements),
                ref ahead
            );
        }

        if (block < blocks)
        {
            ReadKeyChunk<Vector256<float>, AttentionVector256>(
                source + (block * BlockBytes),
                places,
                rows,
                words + WordTile.Words(block * WordTile.BlockElements),
                ref ahead
            );
        }
    }

    /// <inheritdoc/>
    internal override void ReadValues(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        short* words,
        float* scales,
        byte* scratch
    )
    {
        Stage(ref source, ref rowStride, rows, scratch);
        WordScales.Read(source, rowStride, rows, blocks, scales);
        WordScales.Complete(rows, blocks, scales);
        ReadPairs(source, rowStride, rows, words, ref ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadPairs(byte* source, nint rowStride, int rows, short* words, ref RowFetcher ahead)
    {
        int lines = Math.Max(1, 2 * blocks * BlockBytes / LineBytes);
        for (int row = 0; row < rows; row += 2, source += 2 * rowStride)
        {
            // A last row without a second one stands twice.
            byte* even = source + sizeof(ushort);
            byte* odd = row + 1 < rows ? even + rowStride : even;
            for (int block = 0; block < blocks; block++, even += BlockBytes, odd += BlockBytes)
            {
                for (int part = 0; part < MostLanes; part += TOperations.Lanes)
                {
                    TVector a = TOperations.BytesAsWords(even + (2 * part));
                    TVector b = TOperations.BytesAsWords(odd + (2 * part));
                    TOperations.Store(TOperations.InterleaveLow(a, b), (float*)words + part);
                    TOperations.Store(TOperations.InterleaveHigh(a, b), (float*)words + MostLanes + part);
                }

                words += 2 * WordTile.BlockElements;
            }

            ahead.Fetch(lines);
        }
    }

    // Bounds: each place holds the blocks of a chunk.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadKeyChunk<TLanes, TLaneOperations>(
        byte* source,
        nint* places,
        int rows,
        short* words,
        ref RowFetcher ahead
    )
        where TLanes : struct
        where TLaneOperations : IAttentionVector<TLanes>
    {
        int lanes = TLaneOperations.Lanes;
        float* square = stackalloc float[MostLanes * MostLanes];
        TLanes found = default;
        for (int i = 0; i < rows; i += lanes)
        {
            TLaneOperations.Transpose<ByteChunks<TLanes, TLaneOperations>>(source, places + i, ref found, square);
            float* place = (float*)words + i;
            for (int word = 0; word < lanes; word++, place += 2 * Size)
            {
                TLanes bytes = TLaneOperations.Load(square + (word * lanes));
                TLaneOperations.Store(TLaneOperations.EvenBytes(bytes), place);
                TLaneOperations.Store(TLaneOperations.OddBytes(bytes), place + Size);
            }

            ahead.Fetch(lanes * lanes * sizeof(float) / LineBytes);
        }
    }
}
