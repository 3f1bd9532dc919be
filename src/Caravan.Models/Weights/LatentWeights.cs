// Re-forms the up-projections of latent attention: attn_kv_b into attn_k_b and attn_v_b, and back.
using System.Runtime.InteropServices;
using Caravan.Gguf;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>
/// The three weights hold the same numbers. <c>attn_kv_b</c> [rank, heads * (key + value)] has for each head the rows of
/// the unrotated key, then those of the value; <c>attn_k_b</c> [key, rank, heads] is the key part transposed in each head;
/// <c>attn_v_b</c> [rank, value, heads] is the value part as it stands.
/// </summary>
internal sealed class LatentWeights
{
    // Far above any model (V3 has 2^24), and far below what an array holds.
    private const long MostElements = 1L << 30;

    private readonly int rank;
    private readonly int key;
    private readonly int value;
    private readonly int heads;

    /// <summary>The extents of a layer's up-projections.</summary>
    /// <param name="rank">Elements of the latent.</param>
    /// <param name="key">Elements of a head's key without the rotated part.</param>
    /// <param name="value">Elements of a head's value.</param>
    /// <param name="heads">Heads.</param>
    /// <exception cref="ModelException">They are too large to re-form.</exception>
    internal LatentWeights(int rank, int key, int value, int heads)
    {
        this.rank = rank;
        this.key = key;
        this.value = value;
        this.heads = heads;
        long elements = (long)rank * heads * (key + value);
        if (elements > MostElements)
        {
            throw new ModelException(
                $"the up-projections of latent attention have {elements} elements a layer, expected at most {MostElements}"
            );
        }
    }

    /// <summary><c>attn_k_b</c> out of <c>attn_kv_b</c>.</summary>
    internal DerivedWeight KeyFrom(string name, GgufTensor combined)
    {
        TensorType type = DerivedType(combined.Type, key);
        return new DerivedWeight(
            name,
            type,
            new TensorShape(key, rank, heads),
            [combined],
            (source, _, destination) =>
            {
                float[] values = Dequantize(combined, source);
                float[] result = new float[key * rank * heads];
                for (int head = 0; head < heads; head++)
                {
                    Transpose(
                        values.AsSpan(head * (key + value) * rank, key * rank),
                        result.AsSpan(head * key * rank, key * rank),
                        key,
                        rank
                    );
                }

                Store(type, result, key, destination);
            }
        );
    }

    /// <summary><c>attn_v_b</c> out of <c>attn_kv_b</c>: its rows, copied as they are unless they are interleaved.</summary>
    internal DerivedWeight ValueFrom(string name, GgufTensor combined)
    {
        bool sliced = TensorTypes.Get(combined.Type).InterleavedRows == 1;
        TensorType type = sliced ? combined.Type : DerivedType(combined.Type, rank);
        return new DerivedWeight(
            name,
            type,
            new TensorShape(rank, value, heads),
            [combined],
            (source, _, destination) =>
            {
                if (sliced)
                {
                    SliceValues(source, destination);
                    return;
                }

                float[] values = Dequantize(combined, source);
                float[] result = new float[value * rank * heads];
                SliceValues<float>(values, result);
                Store(type, result, rank, destination);
            }
        );
    }

    /// <summary><c>attn_kv_b</c> out of <c>attn_k_b</c> and <c>attn_v_b</c>.</summary>
    internal DerivedWeight CombinedFrom(string name, GgufTensor keys, GgufTensor values)
    {
        TensorType type = CommonType(DerivedType(keys.Type, rank), DerivedType(values.Type, rank));
        return new DerivedWeight(
            name,
            type,
            new TensorShape(rank, heads * (key + value)),
            [keys, values],
            (keyBytes, valueBytes, destination) =>
            {
                float[] k = Dequantize(keys, keyBytes, key);
                float[] v = Dequantize(values, valueBytes);
                float[] result = new float[(key + value) * rank * heads];
                for (int head = 0; head < heads; head++)
                {
                    Span<float> rows = result.AsSpan(head * (key + value) * rank, (key + value) * rank);
                    Transpose(k.AsSpan(head * key * rank, key * rank), rows[..(key * rank)], rank, key);
                    v.AsSpan(head * value * rank, value * rank).CopyTo(rows[(key * rank)..]);
                }

                Store(type, result, rank, destination);
            }
        );
    }

    // A transposed block is no block any more, and interleaved rows of a part of the heads are none: quantized values are rounded once
    // more, to eight bits with a scale for each 32, as ik_llama.cpp does; to halves where rows are no whole blocks of that.
    private static TensorType DerivedType(TensorType type, int elements) =>
        type switch
        {
            TensorType.F32 => TensorType.F32,
            TensorType.BF16 or TensorType.BF16_R16 => TensorType.BF16,
            TensorType.F16 => TensorType.F16,
            _ => elements % TensorTypes.Get(TensorType.Q8_0).BlockElements == 0 ? TensorType.Q8_0 : TensorType.F16,
        };

    // Halves hold what has eight bits; nothing less than singles holds both halves and BF16.
    private static TensorType CommonType(TensorType first, TensorType second)
    {
        if (first == second)
        {
            return first;
        }

        bool areNarrow = IsNarrow(first) && IsNarrow(second);
        return areNarrow ? TensorType.F16 : TensorType.F32;

        static bool IsNarrow(TensorType type) => type is TensorType.Q8_0 or TensorType.F16;
    }

    private float[] Dequantize(GgufTensor tensor, ReadOnlySpan<byte> bytes, int? columns = null)
    {
        float[] values = new float[tensor.Shape.Elements];
        Dequantizer.DequantizeRows(tensor.Type, bytes, columns ?? rank, values);
        return values;
    }

    private void SliceValues<T>(ReadOnlySpan<T> combined, Span<T> destination)
    {
        int row = combined.Length / (heads * (key + value));
        for (int head = 0; head < heads; head++)
        {
            combined
                .Slice((head * (key + value) + key) * row, value * row)
                .CopyTo(destination.Slice(head * value * row, value * row));
        }
    }

    private static void Transpose(ReadOnlySpan<float> source, Span<float> destination, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                destination[column * rows + row] = source[row * columns + column];
            }
        }
    }

    private static void Store(TensorType type, ReadOnlySpan<float> values, int columns, Span<byte> destination)
    {
        switch (type)
        {
            case TensorType.F32:
                values.CopyTo(MemoryMarshal.Cast<byte, float>(destination));
                break;
            case TensorType.BF16:
                BFloat16Converter.FromSingle(values, MemoryMarshal.Cast<byte, ushort>(destination));
                break;
            case TensorType.Q8_0:
                QuantizeRows(type, values, columns, destination);
                break;
            default:
                HalfConverter.FromSingle(values, MemoryMarshal.Cast<byte, ushort>(destination));
                break;
        }
    }

    private static void QuantizeRows(TensorType type, ReadOnlySpan<float> values, int columns, Span<byte> destination)
    {
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(columns);
        for (int row = 0; row < values.Length / columns; row++)
        {
            Quantizer.QuantizeRow(
                type,
                values.Slice(row * columns, columns),
                destination.Slice(row * rowBytes, rowBytes)
            );
        }
    }
}
