// Reads the descriptions of a file's tensors and checks that their bytes lie in the file without overlap.
using Caravan.Tensors;

namespace Caravan.Gguf;

internal static class GgufTensorReader
{
    // A name's length and one letter, number of dimensions, one dimension, type, offset.
    private const int SmallestTensor = sizeof(ulong) + 1 + sizeof(uint) + sizeof(ulong) + sizeof(uint) + sizeof(ulong);

    internal static (IReadOnlyList<GgufTensor> Tensors, long DataOffset) Read(
        ref GgufCursor cursor,
        ulong count,
        uint alignment,
        long fileBytes,
        int shardIndex
    )
    {
        cursor.RequireItems(count, SmallestTensor, "tensors");
        List<GgufTensor> tensors = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (ulong i = 0; i < count; i++)
        {
            GgufTensor tensor = ReadTensor(ref cursor, i, alignment, shardIndex);
            if (!names.Add(tensor.Name))
            {
                throw cursor.Error($"tensor {GgufText.Quote(tensor.Name)} occurs twice, expected every name once");
            }

            tensors.Add(tensor);
        }

        // Without tensors there is no padding to skip, as in ggml. No overflow: the position is at most the file's size,
        // an alignment is below 2^32.
        long dataOffset = tensors.Count == 0 ? cursor.Position : (cursor.Position + alignment - 1) & -(long)alignment;
        for (int i = 0; i < tensors.Count; i++)
        {
            tensors[i] = Place(cursor, tensors[i], dataOffset, fileBytes);
        }

        RefuseOverlaps(cursor, tensors);
        return (tensors, dataOffset);
    }

    private static GgufTensor ReadTensor(ref GgufCursor cursor, ulong index, uint alignment, int shardIndex)
    {
        string name = cursor.ReadText(GgufLimits.TensorNameBytes, $"the name of tensor {index}");
        if (name.Length == 0)
        {
            throw cursor.Error($"the name of tensor {index} is empty, expected a name");
        }

        string tensor = $"tensor {GgufText.Quote(name)}";
        uint dimensions = cursor.Read<uint>(tensor);
        if (dimensions is 0 or > GgufLimits.Dimensions)
        {
            throw cursor.Error($"{tensor} has {dimensions} dimensions, expected 1 to {GgufLimits.Dimensions}");
        }

        TensorShape shape = ReadShape(ref cursor, tensor, dimensions);
        uint typeId = cursor.Read<uint>(tensor);
        (TensorType type, long bytes) = Measure(cursor, tensor, typeId, shape);
        ulong offset = cursor.Read<ulong>(tensor);
        if (offset > long.MaxValue)
        {
            throw cursor.Error($"{tensor} has offset {offset}, expected less than 2^63");
        }

        if (offset % alignment != 0)
        {
            throw cursor.Error($"{tensor} has offset {offset}, expected a multiple of the alignment {alignment}");
        }

        return new GgufTensor(name, type, shape, (int)dimensions, shardIndex, (long)offset, bytes);
    }

    private static TensorShape ReadShape(ref GgufCursor cursor, string tensor, uint dimensions)
    {
        Span<long> extents = [1, 1, 1, 1];
        UInt128 elements = 1;
        for (int i = 0; i < dimensions; i++)
        {
            ulong extent = cursor.Read<ulong>(tensor);
            if (extent is 0 or > long.MaxValue)
            {
                throw cursor.Error($"dimension {i} of {tensor} is {extent}, expected 1 to 2^63-1");
            }

            // Two factors below 2^63 fit 128 bits; the bound below keeps the first factor there.
            elements *= extent;
            extents[i] = (long)extent;
            if (elements > long.MaxValue)
            {
                throw cursor.Error(
                    $"{tensor} has more than 2^63-1 elements (dimension {i} is {extent}), expected fewer"
                );
            }
        }

        return new TensorShape(extents[0], extents[1], extents[2], extents[3]);
    }

    private static (TensorType Type, long Bytes) Measure(
        in GgufCursor cursor,
        string tensor,
        uint typeId,
        TensorShape shape
    )
    {
        try
        {
            TensorTypeTraits traits = TensorTypes.FromId(unchecked((int)typeId));
            if (shape.Rows % traits.InterleavedRows != 0)
            {
                throw new TensorFormatException(
                    $"{shape.Rows} rows cannot be {traits.Name}: expected a multiple of {traits.InterleavedRows} rows"
                );
            }

            return (traits.Type, shape.Bytes(traits.Type));
        }
        catch (TensorFormatException problem)
        {
            throw new GgufException($"{cursor.Source}: {tensor}: {problem.Message}", problem);
        }
    }

    private static GgufTensor Place(in GgufCursor cursor, GgufTensor tensor, long dataOffset, long fileBytes)
    {
        // Written so that nothing overflows: all terms are non-negative and subtracted from the file's size.
        if (dataOffset > fileBytes || tensor.Offset > fileBytes - dataOffset - tensor.Bytes)
        {
            throw cursor.Error(
                $"tensor {GgufText.Quote(tensor.Name)} takes {tensor.Bytes} bytes at offset {tensor.Offset} of the data that begins at byte {dataOffset}, expected it to end within the file of {fileBytes} bytes: the file is truncated or damaged"
            );
        }

        return tensor with
        {
            Offset = dataOffset + tensor.Offset,
        };
    }

    private static void RefuseOverlaps(in GgufCursor cursor, List<GgufTensor> tensors)
    {
        GgufTensor[] ordered = [.. tensors.OrderBy(t => t.Offset)];
        for (int i = 1; i < ordered.Length; i++)
        {
            GgufTensor before = ordered[i - 1];
            if (ordered[i].Offset < before.Offset + before.Bytes)
            {
                throw cursor.Error(
                    $"tensor {GgufText.Quote(ordered[i].Name)} begins at byte {ordered[i].Offset}, within tensor {GgufText.Quote(before.Name)} (bytes {before.Offset} to {before.Offset + before.Bytes}), expected no overlap"
                );
            }
        }
    }
}
