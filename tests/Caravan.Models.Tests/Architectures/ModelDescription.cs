// Metadata and tensors of a model without their bytes, to be changed by tests that look for messages.
using Caravan.Gguf;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Models.Tests;

/// <summary>A small llama, or a fixture's description, whose keys and tensors a test changes.</summary>
internal sealed class ModelDescription
{
    private readonly Dictionary<string, GgufValue> keys = [];
    private readonly Dictionary<string, GgufTensor> tensors = [];

    /// <summary>A llama of one layer: width 64, 4 heads of 16, 2 key-value heads, feed-forward 96, 100 tokens.</summary>
    internal static ModelDescription Llama()
    {
        ModelDescription model = new();
        model.Set("general.architecture", GgufValue.Of("llama"));
        model.Set("llama.block_count", GgufValue.Of(1u));
        model.Set("llama.context_length", GgufValue.Of(128u));
        model.Set("llama.embedding_length", GgufValue.Of(64u));
        model.Set("llama.feed_forward_length", GgufValue.Of(96u));
        model.Set("llama.attention.head_count", GgufValue.Of(4u));
        model.Set("llama.attention.head_count_kv", GgufValue.Of(2u));
        model.Set("llama.attention.layer_norm_rms_epsilon", GgufValue.Of(1e-5f));
        model.Set("llama.vocab_size", GgufValue.Of(100u));
        model.Tensor("token_embd.weight", 64, 100);
        model.Tensor("output_norm.weight", 64);
        model.Tensor("blk.0.attn_norm.weight", 64);
        model.Tensor("blk.0.ffn_norm.weight", 64);
        model.Tensor("blk.0.attn_q.weight", 64, 64);
        model.Tensor("blk.0.attn_k.weight", 64, 32);
        model.Tensor("blk.0.attn_v.weight", 64, 32);
        model.Tensor("blk.0.attn_output.weight", 64, 64);
        model.Tensor("blk.0.ffn_gate.weight", 64, 96);
        model.Tensor("blk.0.ffn_up.weight", 64, 96);
        model.Tensor("blk.0.ffn_down.weight", 96, 64);
        return model;
    }

    /// <summary>The small llama with 8 experts in place of its feed-forward.</summary>
    internal static ModelDescription Mixtral()
    {
        ModelDescription model = Llama();
        model.Set("llama.expert_count", GgufValue.Of(8u));
        model.Set("llama.expert_used_count", GgufValue.Of(2u));
        model.Remove("blk.0.ffn_gate.weight");
        model.Remove("blk.0.ffn_up.weight");
        model.Remove("blk.0.ffn_down.weight");
        model.Tensor("blk.0.ffn_gate_inp.weight", 64, 8);
        model.Tensor("blk.0.ffn_gate_exps.weight", 64, 96, 8);
        model.Tensor("blk.0.ffn_up_exps.weight", 64, 96, 8);
        model.Tensor("blk.0.ffn_down_exps.weight", 96, 64, 8);
        return model;
    }

    /// <summary>The description of a shared model file.</summary>
    internal static ModelDescription Of(string sharedPath)
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(sharedPath));
        ModelDescription model = new();
        foreach (GgufEntry entry in file.Metadata)
        {
            model.keys.Add(entry.Key, entry.Value);
        }

        foreach (GgufTensor tensor in file.Tensors)
        {
            model.tensors.Add(tensor.Name, tensor);
        }

        return model;
    }

    internal ModelDescription Set(string key, GgufValue value)
    {
        keys[key] = value;
        return this;
    }

    internal ModelDescription Unset(string key)
    {
        Assert.True(keys.Remove(key));
        return this;
    }

    internal ModelDescription Tensor(string name, long ne0, long ne1 = 1, long ne2 = 1) =>
        Tensor(name, TensorType.F32, ne0, ne1, ne2);

    internal ModelDescription Tensor(string name, TensorType type, long ne0, long ne1 = 1, long ne2 = 1)
    {
        TensorShape shape = new(ne0, ne1, ne2);
        tensors[name] = new GgufTensor(name, type, shape, 4, 0, 0, shape.Bytes(type));
        return this;
    }

    internal ModelDescription Remove(string name)
    {
        Assert.True(tensors.Remove(name));
        return this;
    }

    internal LanguageModel Create() =>
        LanguageModel.Create(
            new GgufMetadata("model.gguf", keys.Select(k => new GgufEntry(k.Key, k.Value))),
            [.. tensors.Values]
        );

    /// <summary>The message of the error that this description must raise.</summary>
    internal string Refusal()
    {
        ModelException e = Assert.Throws<ModelException>(Create);
        Assert.StartsWith("model.gguf: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        return e.Message["model.gguf: ".Length..];
    }
}
