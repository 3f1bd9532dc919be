// Messages about tensors that are missing, misshapen, of the wrong type or unknown.
using Caravan.Tensors;

namespace Caravan.Models.Tests;

public sealed class WeightRefusalTests
{
    [Theory]
    [InlineData("token_embd.weight", "[64, 100, 1, 1]")]
    [InlineData("output_norm.weight", "[64, 1, 1, 1]")]
    [InlineData("blk.0.attn_norm.weight", "[64, 1, 1, 1]")]
    [InlineData("blk.0.attn_q.weight", "[64, 64, 1, 1]")]
    [InlineData("blk.0.attn_k.weight", "[64, 32, 1, 1]")]
    [InlineData("blk.0.attn_output.weight", "[64, 64, 1, 1]")]
    [InlineData("blk.0.ffn_down.weight", "[96, 64, 1, 1]")]
    public void A_missing_tensor_is_named_with_its_shape(string name, string shape) =>
        Assert.Equal(
            $"tensor {name} is missing, expected shape {shape}",
            ModelDescription.Llama().Remove(name).Refusal()
        );

    [Theory]
    [InlineData("token_embd.weight", 64, 101, "[64, 100, 1, 1]")]
    [InlineData("blk.0.attn_k.weight", 64, 64, "[64, 32, 1, 1]")]
    [InlineData("blk.0.ffn_down.weight", 64, 96, "[96, 64, 1, 1]")]
    [InlineData("output_norm.weight", 32, 1, "[64, 1, 1, 1]")]
    public void A_misshapen_tensor_is_named_with_both_shapes(string name, long ne0, long ne1, string expected) =>
        Assert.Equal(
            $"tensor {name} has shape [{ne0}, {ne1}, 1, 1], expected {expected}",
            ModelDescription.Llama().Tensor(name, ne0, ne1).Refusal()
        );

    [Fact]
    public void A_norm_that_is_not_F32_is_refused() =>
        Assert.Equal(
            "tensor output_norm.weight has type F16, expected F32",
            ModelDescription.Llama().Tensor("output_norm.weight", TensorType.F16, 64).Refusal()
        );

    [Fact]
    public void A_matrix_of_integers_is_refused() =>
        Assert.Equal(
            "tensor blk.0.attn_q.weight has type I32, expected a float or quantized type",
            ModelDescription.Llama().Tensor("blk.0.attn_q.weight", TensorType.I32, 64, 64).Refusal()
        );

    [Fact]
    public void A_tensor_that_no_graph_would_use_is_refused() =>
        Assert.Contains(
            "tensor 'blk.0.ssm_a' is not part of architecture llama",
            ModelDescription.Llama().Tensor("blk.0.ssm_a", 64).Refusal(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Rotary_frequencies_that_old_files_hold_are_left_alone() =>
        Assert.NotNull(ModelDescription.Llama().Tensor("blk.0.attn_rot_embd.weight", 8).Create());

    [Fact]
    public void Layers_that_predict_further_tokens_are_left_alone() =>
        Assert.NotNull(ModelDescription.Llama().Tensor("blk.1.nextn.eh_proj.weight", 128, 64).Create());

    [Fact]
    public void Experts_stored_one_by_one_are_refused_with_advice()
    {
        ModelDescription model = ModelDescription
            .Mixtral()
            .Remove("blk.0.ffn_gate_exps.weight")
            .Tensor("blk.0.ffn_gate.0.weight", 64, 96);

        Assert.Equal(
            "tensor blk.0.ffn_gate.0.weight holds one expert alone, a form given up in 2024; "
                + "expected blk.0.ffn_gate_exps.weight with all experts: convert the model again",
            model.Refusal()
        );
    }

    [Fact]
    public void Half_a_split_up_projection_is_refused() =>
        Assert.Equal(
            "tensor blk.0.attn_kv_b.weight is missing, expected it or both attn_k_b.weight and attn_v_b.weight of the layer",
            ModelDescription.Of("captures/models/small-deepseek2.gguf").Remove("blk.0.attn_v_b.weight").Refusal()
        );
}
