// What is known of one tensor type: its block and row layout in bytes.
namespace Caravan.Tensors;

/// <summary>Layout of one <see cref="TensorType"/>: how many elements share a block and how many bytes rows take.</summary>
public sealed class TensorTypeTraits
{
    internal TensorTypeTraits(
        TensorType type,
        int blockElements,
        int blockBytes,
        int rowExtraBytes,
        int interleavedRows
    )
    {
        Type = type;
        BlockElements = blockElements;
        BlockBytes = blockBytes;
        RowExtraBytes = rowExtraBytes;
        InterleavedRows = interleavedRows;
    }

    /// <summary>The type described.</summary>
    public TensorType Type { get; }

    /// <summary>The field's name of the type, such as <c>Q4_K</c>.</summary>
    public string Name => Type.ToString();

    /// <summary>Elements in one block along <c>ne0</c>; 1 for plain types.</summary>
    public int BlockElements { get; }

    /// <summary>Bytes of one block.</summary>
    public int BlockBytes { get; }

    /// <summary>Bytes that belong to a row as a whole (a row scale) and stand outside its blocks.</summary>
    public int RowExtraBytes { get; }

    /// <summary>Rows stored interleaved; 1 for ordinary types. Views must start and end on a multiple of it.</summary>
    public int InterleavedRows { get; }

    /// <summary>True for types whose elements share scales within a block or row.</summary>
    public bool IsQuantized => BlockElements > 1 || RowExtraBytes > 0;

    /// <summary>True for F32, F16, BF16 and BF16_R16.</summary>
    public bool IsFloat => Type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.BF16_R16;

    /// <summary>Bytes of a row of <paramref name="elements"/> elements.</summary>
    /// <exception cref="TensorFormatException">The count is negative, no multiple of the block, or the size overflows.</exception>
    public long RowBytes(long elements)
    {
        if (elements < 0 || elements % BlockElements != 0)
        {
            throw new TensorFormatException(
                $"a row of {elements} elements cannot be {Name}: its rows are multiples of {BlockElements} elements"
            );
        }

        try
        {
            return checked(elements / BlockElements * BlockBytes + RowExtraBytes);
        }
        catch (OverflowException)
        {
            throw new TensorFormatException($"a row of {elements} elements of {Name} exceeds 2^63 bytes");
        }
    }
}
