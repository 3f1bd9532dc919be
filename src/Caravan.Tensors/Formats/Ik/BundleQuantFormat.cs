// What formats have in common whose rows have bytes of their own or are interleaved with others.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// A format whose bundles are <c>InterleavedRows * RowExtraBytes</c> bytes that belong to whole rows, then blocks of
/// <c>InterleavedRows * BlockBytes</c> bytes, each with the same columns of all rows of the bundle.
/// </summary>
public abstract class BundleQuantFormat : QuantFormat
{
    private readonly TensorTypeTraits _traits;

    /// <param name="type">The type read.</param>
    /// <param name="groupElements">Elements that share a scale, 16 or 32.</param>
    /// <param name="hasMinimum">Whether groups have a minimum.</param>
    protected BundleQuantFormat(TensorType type, int groupElements, bool hasMinimum = false)
    {
        _traits = TensorTypes.Get(type);
        GroupElements = groupElements;
        HasMinimum = hasMinimum;
    }

    /// <inheritdoc/>
    public sealed override TensorType Type => _traits.Type;

    /// <inheritdoc/>
    public sealed override int GroupElements { get; }

    /// <inheritdoc/>
    public sealed override bool HasMinimum { get; }

    /// <inheritdoc/>
    public sealed override void Unpack(
        ReadOnlySpan<byte> rows,
        int columns,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        UnpackBuffers.Check(this, rows, columns, quants, scales, minimums);
        int extraBytes = _traits.InterleavedRows * _traits.RowExtraBytes;
        int blockBytes = _traits.InterleavedRows * _traits.BlockBytes;
        int blockElements = _traits.BlockElements;
        int blockGroups = blockElements / GroupElements;
        int blocks = columns / blockElements;
        for (int row = 0; row < _traits.InterleavedRows; row++)
        {
            for (int block = 0; block < blocks; block++)
            {
                int index = row * blocks + block;
                UnpackBlock(
                    new BundleBlock(rows[..extraBytes], rows.Slice(extraBytes + block * blockBytes, blockBytes), row),
                    quants.Slice(index * blockElements, blockElements),
                    scales.Slice(index * blockGroups, blockGroups),
                    HasMinimum ? minimums.Slice(index * blockGroups, blockGroups) : []
                );
            }
        }
    }

    /// <summary>Unpacks one row's elements of one block; the receiving spans have exactly the length of that part.</summary>
    /// <param name="block">The block and the row to read.</param>
    /// <param name="quants">Receives one quant an element.</param>
    /// <param name="scales">Receives one scale a group.</param>
    /// <param name="minimums">Receives one minimum a group; empty when the format has none.</param>
    protected abstract void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    );
}
