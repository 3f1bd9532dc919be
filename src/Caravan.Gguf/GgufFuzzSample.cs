// A small file with everything the format knows, to start fuzzing from.
using Caravan.Tensors;

namespace Caravan.Gguf;

/// <summary>The file that fuzzing starts from where no other is given.</summary>
public static class GgufFuzzSample
{
    /// <summary>A small model-like file: all value types, a vocabulary with raw bytes, tensors of several types.</summary>
    public static byte[] Create()
    {
        GgufWriter writer = new();
        writer.Set(GgufKeys.Architecture, "llama");
        writer.Set(GgufKeys.Name, "fuzz");
        writer.Set("llama.block_count", 1u);
        writer.Set("llama.rope.freq_base", 10000f);
        writer.Set("sample.uint8", GgufValue.Of((byte)1));
        writer.Set("sample.int8", GgufValue.Of((sbyte)-1));
        writer.Set("sample.uint16", GgufValue.Of((ushort)2));
        writer.Set("sample.int16", GgufValue.Of((short)-2));
        writer.Set("sample.int32", -3);
        writer.Set("sample.uint64", GgufValue.Of(4ul));
        writer.Set("sample.int64", GgufValue.Of(-4L));
        writer.Set("sample.float64", GgufValue.Of(0.5));
        writer.Set("sample.bool", true);
        writer.Set("sample.bools", GgufArray.OfBytes(GgufValueType.Bool, [0, 1, 1]));
        writer.Set("sample.nested", GgufArray.Of([GgufArray.Of([1, 2]), GgufArray.Of(["a", "b"])]));
        writer.Set("tokenizer.ggml.tokens", Tokens());
        writer.Set("tokenizer.ggml.scores", GgufArray.Of([0f, 0, 0, -1, -2, -3]));
        writer.Set("tokenizer.ggml.token_type", GgufArray.Of([2, 3, 3, 1, 1, 6]));
        writer.Set(GgufKeys.Alignment, 32u);
        AddTensor(writer, "token_embd.weight", TensorType.F16, new TensorShape(8, 6));
        AddTensor(writer, "blk.0.attn_norm.weight", TensorType.F32, new TensorShape(8));
        AddTensor(writer, "blk.0.ffn_down.weight", TensorType.Q4_0, new TensorShape(32, 2));
        AddTensor(writer, "blk.0.ffn_up_exps.weight", TensorType.Q8_0, new TensorShape(32, 2, 2));
        using MemoryStream stream = new();
        writer.Write(stream);
        return stream.ToArray();
    }

    private static GgufArray Tokens() =>
        GgufArray.Of(
            (byte[][])
                [
                    [.. "<unk>"u8],
                    [.. "<s>"u8],
                    [.. "</s>"u8],
                    [.. "▁the"u8],
                    [.. "a"u8],
                    [0xC3],
                ]
        );

    private static void AddTensor(GgufWriter writer, string name, TensorType type, TensorShape shape) =>
        writer.AddTensor(name, type, shape, new byte[shape.Bytes(type)]);
}
