// Rows of any type by way of rows of floats.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Decodes rows of any type, then lets the reader of F32 rows lay them out.</summary>
internal sealed unsafe class DecodingCacheReader(TensorType type, int length, CacheRowReader floats) : CacheRowReader
{
    private readonly RowReader reader =
        RowReader.TryFor(type) ?? throw new ArgumentException($"rows of {type} cannot be decoded", nameof(type));

    /// <inheritdoc/>
    internal override int ScratchBytes => AttentionTile.Size * length * sizeof(float);

    /// <inheritdoc/>
    internal override void ReadKeys(byte* source, nint rowStride, int rows, float* tiles, byte* scratch)
    {
        Decode(source, rowStride, rows, (float*)scratch);
        floats.ReadKeys(scratch, length * sizeof(float), rows, tiles, null);
    }

    /// <inheritdoc/>
    internal override void ReadValues(byte* source, nint rowStride, int rows, float* tiles, byte* scratch)
    {
        Decode(source, rowStride, rows, (float*)scratch);
        floats.ReadValues(scratch, length * sizeof(float), rows, tiles, null);
    }

    private void Decode(byte* source, nint rowStride, int rows, float* destination)
    {
        for (int i = 0; i < rows; i++)
        {
            reader.Read(source + i * rowStride, destination + (nint)i * length, length);
        }
    }
}
