// Rows of quantized caches into tiles of words, one element at a time.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Reads rows by the type's own definition, without assuming any instruction set.</summary>
internal sealed unsafe class ScalarWordCacheReader(TensorType type, int length) : WordCacheReader
{
    private const int Size = AttentionTile.Size;

    private readonly QuantFormat format = QuantFormats.Get(type);
    private readonly int rowBytes = checked((int)TensorTypes.Get(type).RowBytes(length));

    // A row's bytes and scales.
    internal override int ScratchBytes => length + (length / WordTile.BlockElements * sizeof(float));

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
        for (int row = 0; row < rows; row++)
        {
            sbyte* quants = Unpack(source + (row * rowStride), row, scales, scratch);
            for (nint i = 0; i < length; i++)
            {
                nint pair = (i / 4 * 2) + (i % 2);
                words[(((pair * Size) + row) * 2) + (i % 4 / 2)] = quants[i];
            }
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
        for (int row = 0; row < rows; row++)
        {
            sbyte* quants = Unpack(source + (row * rowStride), row, scales, scratch);
            for (nint i = 0; i < length; i++)
            {
                // Runs of four take turns in the halves of a block.
                nint run = i % WordTile.BlockElements / 4;
                nint place =
                    (i / WordTile.BlockElements * WordTile.BlockElements)
                    + (run % 2 * (WordTile.BlockElements / 2))
                    + (run / 2 * 4)
                    + (i % 4);
                words[((((nint)(row / 2) * length) + place) * 2) + (row % 2)] = quants[i];
            }
        }

        WordScales.Complete(rows, length / WordTile.BlockElements, scales);
    }

    private sbyte* Unpack(byte* source, int row, float* scales, byte* scratch)
    {
        int blocks = length / WordTile.BlockElements;
        Span<sbyte> quants = new(scratch, length);
        Span<float> found = new(scratch + length, blocks);
        format.Unpack(new ReadOnlySpan<byte>(source, rowBytes), length, quants, found, []);
        for (int block = 0; block < blocks; block++)
        {
            scales[(block * Size) + row] = found[block];
        }

        return (sbyte*)scratch;
    }
}
