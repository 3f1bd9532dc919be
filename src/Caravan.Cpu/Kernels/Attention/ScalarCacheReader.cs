// Rows of floats into tiles, one element at a time.
namespace Caravan.Cpu;

/// <summary>Reads F32 rows without assuming any instruction set.</summary>
internal sealed unsafe class ScalarCacheReader(int length) : CacheRowReader
{
    /// <inheritdoc/>
    internal override void ReadKeys(byte* source, nint rowStride, int rows, float* tiles, byte* scratch)
    {
        for (int i = 0; i < rows; i++, source += rowStride)
        {
            float* row = (float*)source;
            for (int j = 0; j < length; j++)
            {
                tiles[(nint)j * AttentionTile.Size + i] = row[j];
            }
        }
    }

    /// <inheritdoc/>
    internal override void ReadValues(byte* source, nint rowStride, int rows, float* tiles, byte* scratch)
    {
        for (int i = 0; i < rows; i++, source += rowStride)
        {
            float* row = (float*)source;
            for (int j = 0; j < length; j++)
            {
                nint tile = j / AttentionTile.Size;
                tiles[tile * AttentionTile.Floats + i * AttentionTile.Size + j % AttentionTile.Size] = row[j];
            }
        }
    }
}
