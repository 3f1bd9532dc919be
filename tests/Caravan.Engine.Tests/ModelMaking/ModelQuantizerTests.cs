// What the model quantizer keeps, refuses and reports.
using Caravan.Gguf;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.ModelMaking;

public sealed class ModelQuantizerTests
{
    private static string Source => SharedFolder.Require("goldens/models/llama-f16.gguf");

    [Fact]
    public void Metadata_stay_but_for_the_file_s_type()
    {
        using TemporaryFolder folder = new();
        Quantize(folder, "Q4_K_M");

        using GgufFile before = GgufFile.Open(Source);
        using GgufFile after = GgufFile.Open(folder.File("out.gguf"));
        Assert.Equal(15u, after.Metadata.GetUInt32("general.file_type"));
        Assert.Equal(2u, after.Metadata.GetUInt32("general.quantization_version"));
        Assert.Equal(Others(before), Others(after));
        Assert.Equal(
            before.Tensors.Select(tensor => (tensor.Name, tensor.Shape)),
            after.Tensors.Select(tensor => (tensor.Name, tensor.Shape))
        );
    }

    [Fact]
    public void Norms_are_copied_byte_for_byte()
    {
        using TemporaryFolder folder = new();
        Quantize(folder, "Q4_0");

        using GgufFile before = GgufFile.Open(Source);
        using GgufFile after = GgufFile.Open(folder.File("out.gguf"));
        GgufTensor norm = before.GetTensor("blk.1.ffn_norm.weight");
        Assert.Equal(TensorType.F32, norm.Type);
        Assert.Equal(before.Data(norm), after.Data(after.GetTensor(norm.Name)));
    }

    [Fact]
    public void Matrices_are_those_of_the_source_within_the_type_s_error()
    {
        using TemporaryFolder folder = new();
        Quantize(folder, "Q8_0");

        using GgufFile before = GgufFile.Open(Source);
        using GgufFile after = GgufFile.Open(folder.File("out.gguf"));
        float[] expected = Values(before, "blk.1.ffn_down.weight");
        float[] values = Values(after, "blk.1.ffn_down.weight");
        // Eight bits: half a step of the largest value in 127 for each.
        float step = expected.Max(MathF.Abs) / 127;
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected[i], values[i], 0.51f * step);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_file_does_not_depend_on_the_threads(int threads)
    {
        using TemporaryFolder folder = new();
        Quantize(folder, "Q5_K_M");
        byte[] expected = File.ReadAllBytes(folder.File("out.gguf"));

        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q5_K_M"), Threads = threads };
        MadeModels.Quantize(Source, folder.File("again.gguf"), options);

        Assert.Equal(expected, File.ReadAllBytes(folder.File("again.gguf")));
    }

    [Fact]
    public void A_pure_file_has_one_type_and_overrides_hold()
    {
        using TemporaryFolder folder = new();
        ModelQuantizerOptions options = new()
        {
            Mix = QuantizationMixes.Parse("Q4_K_M"),
            Pure = true,
            OutputTensorType = TensorType.Q8_0,
            TokenEmbeddingType = TensorType.BF16,
        };

        MadeModels.Quantize(Source, folder.File("out.gguf"), options);

        using GgufFile file = GgufFile.Open(folder.File("out.gguf"));
        Assert.Equal(TensorType.Q8_0, file.GetTensor("output.weight").Type);
        Assert.Equal(TensorType.BF16, file.GetTensor("token_embd.weight").Type);
        Assert.All(
            file.Tensors.Where(tensor => tensor.Name.StartsWith("blk.", StringComparison.Ordinal)),
            tensor => Assert.Equal(tensor.Name.Contains("norm") ? TensorType.F32 : TensorType.Q4_K, tensor.Type)
        );
    }

    [Fact]
    public void The_output_tensor_can_be_left_alone()
    {
        using TemporaryFolder folder = new();
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q4_0"), LeaveOutputTensor = true };

        MadeModels.Quantize(Source, folder.File("out.gguf"), options);

        using GgufFile file = GgufFile.Open(folder.File("out.gguf"));
        Assert.Equal(TensorType.F16, file.GetTensor("output.weight").Type);
    }

    [Fact]
    public void Rows_that_no_block_divides_take_a_type_that_does()
    {
        using TemporaryFolder folder = new();
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q4_K_M") };

        // The rows of stories260K have 64 and 172 elements.
        MadeModels.Quantize(MadeModels.SmallVocabulary, folder.File("out.gguf"), options);

        using GgufFile file = GgufFile.Open(folder.File("out.gguf"));
        Assert.Equal(TensorType.Q5_0, file.GetTensor("blk.0.attn_q.weight").Type);
        Assert.Equal(TensorType.F16, file.GetTensor("blk.0.ffn_down.weight").Type);
    }

    [Fact]
    public void A_quantized_source_is_refused_by_the_name_of_its_tensor()
    {
        using TemporaryFolder folder = new();
        string source = SharedFolder.Require("goldens/models/llama-Q8_0.gguf");
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q4_K_M") };

        ModelMakingException exception = Assert.Throws<ModelMakingException>(() =>
            MadeModels.Quantize(source, folder.File("out.gguf"), options)
        );

        Assert.Contains("Q8_0", exception.Message);
        Assert.Contains("tensor 'output.weight'", exception.Message);
        Assert.Empty(MadeModels.FilesIn(folder));
    }

    [Fact]
    public void A_quantized_source_is_taken_where_allowed()
    {
        using TemporaryFolder folder = new();
        string source = SharedFolder.Require("goldens/models/llama-Q8_0.gguf");
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q4_0"), AllowRequantize = true };

        MadeModels.Quantize(source, folder.File("out.gguf"), options);

        using GgufFile file = GgufFile.Open(folder.File("out.gguf"));
        Assert.Equal(TensorType.Q4_0, file.GetTensor("blk.0.attn_q.weight").Type);
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused_with_tensor_row_and_column()
    {
        using TemporaryFolder folder = new();
        float[] values = new float[5 * 64];
        values[(3 * 64) + 9] = float.NaN;
        GgufWriter writer = new();
        writer.Set("general.architecture", "llama");
        writer.AddTensor(
            "blk.0.ffn_up.weight",
            TensorType.F32,
            new TensorShape(64, 5),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray()
        );
        writer.Write(folder.File("in.gguf"));
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q8_0") };

        ModelMakingException exception = Assert.Throws<ModelMakingException>(() =>
            MadeModels.Quantize(folder.File("in.gguf"), folder.File("out.gguf"), options)
        );

        Assert.Contains("blk.0.ffn_up.weight", exception.Message);
        Assert.Contains("row 3, column 9", exception.Message);
        Assert.Single(MadeModels.FilesIn(folder));
    }

    [Fact]
    public void The_source_is_never_overwritten()
    {
        using TemporaryFolder folder = new();
        File.Copy(Source, folder.File("model.gguf"));
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q8_0") };

        Assert.Throws<ModelMakingException>(() =>
            MadeModels.Quantize(folder.File("model.gguf"), folder.File("./model.gguf"), options)
        );
    }

    [Fact]
    public void Cancelling_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource cancellation = new();
        StopAfterTheFirst progress = new(cancellation);
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q4_K_M") };

        Assert.ThrowsAny<OperationCanceledException>(() =>
            ModelQuantizer.Quantize(Source, folder.File("out.gguf"), options, progress, cancellation.Token)
        );

        Assert.Empty(MadeModels.FilesIn(folder));
    }

    [Fact]
    public void Progress_ends_with_everything_written()
    {
        using TemporaryFolder folder = new();
        Reports progress = new();
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse("Q4_K_M") };

        ModelMakingResult result = MadeModels.Quantize(Source, folder.File("out.gguf"), options, progress);

        ModelMakingProgress last = progress.All[^1];
        Assert.Equal(result.Tensors, last.Tensors);
        Assert.Equal(last.Tensors, last.TensorsDone);
        Assert.Equal(result.Bytes, last.Bytes);
        Assert.Equal(last.Bytes, last.BytesDone);
        Assert.Equal(
            progress.All.Select(report => report.BytesDone).Order(),
            progress.All.Select(report => report.BytesDone)
        );
    }

    private static void Quantize(TemporaryFolder folder, string mix) =>
        MadeModels.Quantize(
            Source,
            folder.File("out.gguf"),
            new ModelQuantizerOptions { Mix = QuantizationMixes.Parse(mix) }
        );

    private static List<string> Others(GgufFile file) =>
        [
            .. file
                .Metadata.Where(entry => entry.Key is not ("general.file_type" or "general.quantization_version"))
                .Select(entry => $"{entry.Key} {entry.Value.TypeName}"),
        ];

    private static float[] Values(GgufFile file, string name)
    {
        GgufTensor tensor = file.GetTensor(name);
        float[] values = new float[tensor.Shape.Elements];
        Dequantizer.DequantizeRows(tensor.Type, file.Data(tensor), (int)tensor.Shape.Ne0, values);
        return values;
    }

    private sealed class StopAfterTheFirst(CancellationTokenSource cancellation) : IProgress<ModelMakingProgress>
    {
        public void Report(ModelMakingProgress value) => cancellation.Cancel();
    }

    private sealed class Reports : IProgress<ModelMakingProgress>
    {
        internal List<ModelMakingProgress> All { get; } = [];

        public void Report(ModelMakingProgress value) => All.Add(value);
    }
}
