// "caravan make-model" and "caravan quantize" as processes.
using Caravan.Gguf;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class ModelWritingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_made_model_has_the_shape_and_the_vocabulary_asked_for()
    {
        string path = Make("--shape", "qwen3-tiny", "--layers", "1", "--name", "made");
        using GgufFile file = GgufFile.Open(path);
        Assert.Equal("qwen3", file.Metadata.GetString("general.architecture"));
        Assert.Equal("made", file.Metadata.GetString("general.name"));
        Assert.True(file.TryGetTensor("blk.0.attn_q.weight", out _));
        Assert.False(file.TryGetTensor("blk.1.attn_q.weight", out _));
        Assert.True(file.TryGetTensor("token_embd.weight", out GgufTensor? embedding));
        Assert.Equal(2048, embedding.Shape[1]);
    }

    [Fact]
    public void A_made_model_runs()
    {
        ProcessResult result = CaravanProcess.Run("run", "-m", Make(), "-p", "It is", "-n", "3", "--log-disable");
        Assert.StartsWith("It is", result.Success(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Q4_0", "Q4_0")]
    [InlineData("q6_k", "Q6_K")]
    [InlineData("7", "Q8_0")]
    public void A_quantized_model_has_the_type_asked_for(string type, string expected)
    {
        string output = folder.File("out.gguf");
        string text = CaravanProcess.Run("quantize", "--pure", Make(), output, type, "2").Success();
        Assert.Matches(@"quant size  = +\d+\.\d\d MiB \(\d+\.\d\d BPW\)", text);
        using GgufFile file = GgufFile.Open(output);
        Assert.True(file.TryGetTensor("blk.0.ffn_down.weight", out GgufTensor? tensor));
        Assert.Equal(expected, tensor.Type.ToString());
    }

    [Fact]
    public void Without_a_name_the_output_is_named_after_the_type()
    {
        string input = Make();
        CaravanProcess.Run("quantize", input, "Q8_0").Success();
        Assert.True(File.Exists(folder.File("ggml-model-Q8_0.gguf")));
    }

    [Fact]
    public void Requantizing_is_refused_until_it_is_allowed()
    {
        string output = folder.File("out.gguf");
        string[] arguments = [CaravanProcess.AustenModel, output, "Q4_0"];
        Assert.Contains("Q8_0", CaravanProcess.Run(["quantize", .. arguments]).Refusal(1), StringComparison.Ordinal);
        Assert.False(File.Exists(output));
        CaravanProcess.Run(["quantize", "--allow-requantize", .. arguments]).Success();
    }

    [Theory]
    [InlineData("'Q9' is no type", "quantize", "in.gguf", "out.gguf", "Q9")]
    [InlineData("'out.gguf' is no type", "quantize", "in.gguf", "out.gguf")]
    [InlineData("'many' is no number of threads", "quantize", "in.gguf", "Q8_0", "many")]
    [InlineData("--imatrix: refused", "quantize", "--imatrix", "i", "in.gguf", "Q8_0")]
    [InlineData("--vocab", "make-model", "out.gguf")]
    public void Wrong_command_lines_are_refused(string expected, params string[] arguments) =>
        Assert.Contains(expected, CaravanProcess.Run(arguments).Refusal(2), StringComparison.Ordinal);

    private string Make(params string[] more)
    {
        string path = folder.File("made.gguf");
        CaravanProcess
            .Run(["make-model", path, "--vocab", CaravanProcess.AustenModel, "--type", "F16", .. more])
            .Success();
        return path;
    }
}
