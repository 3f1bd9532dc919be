// The data behind "inspect": sums by type and layer, text and JSON of values.
using System.Text;
using System.Text.Json;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests;

public class InspectionTests
{
    [Fact]
    public void Bytes_are_summed_by_type_the_largest_first()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = Model(folder);
        Assert.Equal(
            [new GgufTally("F32", 2, 96, 384), new GgufTally("Q8_0", 2, 64, 68)],
            new GgufInspection(file).ByType
        );
    }

    [Fact]
    public void Bytes_are_summed_by_layer_in_numeric_order_then_others()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = Model(folder);
        Assert.Equal(
            [
                new GgufTally("blk.2", 1, 32, 34),
                new GgufTally("blk.10", 1, 32, 34),
                new GgufTally("others", 2, 96, 384),
            ],
            new GgufInspection(file).ByLayer
        );
        Assert.Equal(160, file.Elements);
        Assert.Equal(452, file.Bytes);
    }

    [Theory]
    [InlineData("blk.0.attn_q.weight", "blk.0")]
    [InlineData("blk.61.ffn_up_exps.weight", "blk.61")]
    [InlineData("blk.x.weight", "others")]
    [InlineData("blk.99999999999999.weight", "others")]
    [InlineData("output_norm.weight", "others")]
    public void A_tensors_layer_is_told_by_its_name(string name, string layer) =>
        Assert.Equal(layer, GgufInspection.Layer(name));

    [Fact]
    public void Json_tells_metadata_tensors_and_sums()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = Model(folder);
        JsonElement root = Json(file);
        JsonElement metadata = root.GetProperty("metadata");
        Assert.Equal("general.name", metadata[0].GetProperty("key").GetString());
        Assert.Equal("a\nb", metadata[0].GetProperty("value").GetString());
        Assert.Equal("ARRAY of STRING", metadata[1].GetProperty("type").GetString());
        Assert.Equal(20, metadata[1].GetProperty("count").GetInt32());
        Assert.Equal(16, metadata[1].GetProperty("value").GetArrayLength());
        Assert.Equal("C3", metadata[1].GetProperty("value")[1].GetProperty("bytes").GetString());
        Assert.Equal("NaN", metadata[2].GetProperty("value").GetString());
        Assert.Equal(0.1f, metadata[3].GetProperty("value").GetSingle());
        Assert.Equal(18446744073709551615, metadata[4].GetProperty("value").GetUInt64());
        Assert.True(metadata[5].GetProperty("value").GetBoolean());
        JsonElement tensor = root.GetProperty("tensors")[0];
        Assert.Equal("token_embd.weight", tensor.GetProperty("name").GetString());
        Assert.Equal("F32", tensor.GetProperty("type").GetString());
        Assert.Equal([32, 2], tensor.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal(file.Tensors[0].Offset, tensor.GetProperty("offset").GetInt64());
        Assert.Equal("blk.2", root.GetProperty("layers")[0].GetProperty("layer").GetString());
        Assert.Equal("F32", root.GetProperty("types")[0].GetProperty("type").GetString());
        Assert.Equal(452, root.GetProperty("totals").GetProperty("bytes").GetInt64());
        Assert.Equal(file.Path, root.GetProperty("shards")[0].GetProperty("path").GetString());
    }

    [Fact]
    public void Json_of_every_real_file_can_be_parsed()
    {
        foreach (string path in Directory.GetFiles(SharedFolder.Require("tokenizers/vocab"), "*.gguf"))
        {
            using GgufFile file = GgufFile.Open(path);
            Assert.Equal(file.Metadata.Count, Json(file, int.MaxValue).GetProperty("metadata").GetArrayLength());
        }
    }

    [Fact]
    public void Values_are_shown_on_one_line()
    {
        Assert.Equal("a\\u000Ab", GgufValueText.Of(GgufValue.Of("a\nb")));
        Assert.Equal("0.1", GgufValueText.Of(GgufValue.Of(0.1f)));
        Assert.Equal("-4", GgufValueText.Of(GgufValue.Of(-4L)));
        Assert.Equal("true", GgufValueText.Of(GgufValue.Of(true)));
        Assert.Equal("[1, 2, ... (3 elements)]", GgufValueText.Of(GgufValue.Of(GgufArray.Of([1, 2, 3])), 2));
        Assert.Equal(
            "[\"a\", 0xC3]",
            GgufValueText.Of(
                GgufValue.Of(
                    GgufArray.Of(
                        (byte[][])
                            [
                                [0x61],
                                [0xC3],
                            ]
                    )
                )
            )
        );
    }

    private static GgufFile Model(TemporaryFolder folder)
    {
        GgufWriter writer = new();
        writer.Set("general.name", "a\nb");
        byte[][] tokens = [.. Enumerable.Range(0, 20).Select(i => (byte[])(i == 1 ? [0xC3] : [0x61]))];
        writer.Set("tokenizer.ggml.tokens", GgufArray.Of(tokens));
        writer.Set("nan", float.NaN);
        writer.Set("float", 0.1f);
        writer.Set("large", GgufValue.Of(ulong.MaxValue));
        writer.Set("yes", true);
        writer.AddTensor("token_embd.weight", TensorType.F32, new TensorShape(32, 2), new byte[256]);
        writer.AddTensor("blk.10.ffn_up.weight", TensorType.Q8_0, new TensorShape(32), new byte[34]);
        writer.AddTensor("blk.2.ffn_up.weight", TensorType.Q8_0, new TensorShape(32), new byte[34]);
        writer.AddTensor("output_norm.weight", TensorType.F32, new TensorShape(32), new byte[128]);
        writer.Write(folder.File("model.gguf"));
        return GgufFile.Open(folder.File("model.gguf"));
    }

    private static JsonElement Json(GgufFile file, int arrayElements = GgufJson.DefaultArrayElements)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            GgufJson.Write(json, new GgufInspection(file), arrayElements);
        }

        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }
}
