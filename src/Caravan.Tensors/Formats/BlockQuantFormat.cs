// What formats have in common whose rows are equal blocks, one after the other, and nothing else.
namespace Caravan.Tensors.Formats;

/// <summary>
/// A format of one row a bundle, whose rows are <see cref="TensorTypeTraits.BlockBytes"/>-byte blocks that can be read
/// without knowledge of their neighbours.
/// </summary>
public abstract class BlockQuantFormat : QuantFormat
{
    private readonly TensorTypeTraits _traits;

    /// <param name="type">The type read.</param>
    /// <param name="groupElements">Elements that share a scale, 16 or 32.</param>
    /// <param name="hasMinimum">Whether groups have a minimum.</param>
    protected BlockQuantFormat(TensorType type, int groupElements, bool hasMinimum = false)
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
        int blockGroups = _traits.BlockElements / GroupElements;
        int blocks = columns / _traits.BlockElements;
        for (int block = 0; block < blocks; block++)
        {
            UnpackBlock(
                rows.Slice(block * _traits.BlockBytes, _traits.BlockBytes),
                quants.Slice(block * _traits.BlockElements, _traits.BlockElements),
                scales.Slice(block * blockGroups, blockGroups),
                HasMinimum ? minimums.Slice(block * blockGroups, blockGroups) : []
            );
        }
    }

    /// <summary>Unpacks one block; every span has exactly the block's length.</summary>
    /// <param name="block">The block's bytes.</param>
    /// <param name="quants">Receives one quant an element.</param>
    /// <param name="scales">Receives one scale a group.</param>
    /// <param name="minimums">Receives one minimum a group; empty when the format has none.</param>
    protected abstract void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    );
}
