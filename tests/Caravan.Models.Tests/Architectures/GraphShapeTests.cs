// Shapes, types and names of the graphs' inputs, caches and outputs.
using System.Globalization;
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Models.Tests;

public sealed class GraphShapeTests
{
    private static readonly SymbolValues Symbols = new(Tokens: 7, CacheLength: 32, Outputs: 3);

    public static TheoryData<string, bool, int?> Cases()
    {
        TheoryData<string, bool, int?> cases = [];
        foreach (bool flash in (bool[])[false, true])
        {
            cases.Add("models/stories260K.gguf", flash, null);
            cases.Add("goldens/models/llama-moe-f16.gguf", flash, null);
            cases.Add("goldens/models/qwen2-f16.gguf", flash, null);
            cases.Add("goldens/models/qwen3-f16.gguf", flash, null);
            cases.Add("models/austen-qwen3moe-Q4_K_M.gguf", flash, null);
            foreach (int? form in (int?[])[null, 0, 1])
            {
                cases.Add("goldens/models/deepseek2-v3-f16.gguf", flash, form);
                cases.Add("goldens/models/deepseek2-v3-form-b-f16.gguf", flash, form);
                cases.Add("goldens/models/deepseek2-v3-form-c-f16.gguf", flash, form);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_graph_is_valid_and_takes_and_gives_the_contracted_shapes(string path, bool flash, int? form)
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(path));
        LanguageModel model = LanguageModel.Open(file);
        ModelGraph graph = model.BuildGraph(
            new ModelGraphOptions
            {
                ContextLength = 32,
                FlashAttention = flash,
                LatentAttention = form,
            }
        );

        GraphValidator.Validate(graph.Graph, Symbols);
        AssertTensor(TensorType.I32, new(7), graph.Tokens);
        AssertTensor(TensorType.I32, new(7), graph.Positions);
        AssertTensor(flash ? TensorType.F16 : TensorType.F32, new(32, 7), graph.Mask);
        AssertTensor(TensorType.I64, new(7), graph.CacheRows);
        AssertTensor(TensorType.I32, new(3), graph.OutputRows);
        AssertTensor(TensorType.F32, new(model.Hyperparameters.VocabularySize, 3), graph.Logits);
        Assert.Equal(graph.Logits, Assert.Single(graph.Graph.Outputs));
        Assert.Equal(flash, graph.ValueElements is null);
        if (graph.ValueElements is not null)
        {
            AssertTensor(TensorType.I64, new(7 * graph.ValueElementsPerToken), graph.ValueElements);
        }

        Assert.Equal(model.Hyperparameters.Layers, graph.Caches.Length);
        Assert.Equal(
            graph.Graph.Leaves(TensorRole.State),
            graph.Caches.SelectMany(c => c.Value is null ? [c.Key] : new[] { c.Key, c.Value })
        );
    }

    [Fact]
    public void Every_weight_leaf_is_in_the_file_with_its_bytes_or_derived()
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require("goldens/models/deepseek2-v3-f16.gguf"));
        ModelGraph graph = LanguageModel
            .Open(file)
            .BuildGraph(new ModelGraphOptions { ContextLength = 32, LatentAttention = 1 });

        foreach (GraphTensor leaf in graph.Graph.Leaves(TensorRole.Weight))
        {
            long bytes =
                file.TryGetTensor(leaf.Name, out GgufTensor? tensor) ? tensor.Bytes
                : Assert.Single(graph.DerivedWeights, d => d.Name == leaf.Name) is { } derived
                    ? derived.Shape.Bytes(derived.Type)
                : -1;
            Assert.Equal(bytes, leaf.Shape.Evaluate(Symbols).Bytes(leaf.Type));
        }
    }

    [Fact]
    public void Plain_attention_caches_keys_by_row_and_values_transposed()
    {
        ModelGraph graph = ModelDescription.Llama().Create().BuildGraph(new ModelGraphOptions { ContextLength = 48 });

        LayerCache cache = Assert.Single(graph.Caches);
        AssertTensor(TensorType.F16, new(32, 48), cache.Key);
        AssertTensor(TensorType.F16, new(48, 32), cache.Value!);
        Assert.Equal(32, graph.ValueElementsPerToken);
    }

    [Fact]
    public void Flash_attention_caches_keys_and_values_by_row()
    {
        ModelGraph graph = ModelDescription
            .Of("goldens/models/qwen3-f16.gguf")
            .Create()
            .BuildGraph(
                new ModelGraphOptions
                {
                    ContextLength = 48,
                    FlashAttention = true,
                    KeyCacheType = TensorType.Q8_0,
                    ValueCacheType = TensorType.Q4_0,
                }
            );

        AssertTensor(TensorType.Q8_0, new(256, 48), graph.Caches[0].Key);
        AssertTensor(TensorType.Q4_0, new(256, 48), graph.Caches[0].Value!);
    }

    [Fact]
    public void Absorbed_latent_attention_with_flash_caches_one_row_for_keys_and_values()
    {
        ModelGraph graph = Latent(1, flash: true);

        AssertTensor(TensorType.F16, new(512 + 64, 48), graph.Caches[0].Key);
        Assert.Null(graph.Caches[0].Value);
    }

    [Fact]
    public void Absorbed_latent_attention_without_flash_caches_the_latent_transposed_as_well()
    {
        ModelGraph graph = Latent(1, flash: false);

        AssertTensor(TensorType.F16, new(512 + 64, 48), graph.Caches[0].Key);
        AssertTensor(TensorType.F16, new(48, 512), graph.Caches[0].Value!);
    }

    [Theory]
    [InlineData("goldens/models/deepseek2-v3-f16.gguf", 192 * 4)]
    [InlineData("goldens/models/deepseek2-v3-form-b-f16.gguf", 576)]
    [InlineData("goldens/models/deepseek2-v3-form-c-f16.gguf", 192 * 4)]
    public void The_form_of_latent_attention_follows_the_file_where_none_is_asked_for(string path, long rowElements)
    {
        ModelGraph graph = ModelDescription
            .Of(path)
            .Create()
            .BuildGraph(new ModelGraphOptions { ContextLength = 48, FlashAttention = true });

        Assert.Equal(rowElements, graph.Caches[0].Key.Shape.E0.Constant);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Forms_of_latent_attention_that_run_as_another_say_so(int form)
    {
        string notice = Assert.Single(Latent(form, flash: true).Notices);

        Assert.Contains($"{form} (-mla) runs as 1", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_output_weight_the_embedding_is_used()
    {
        ModelGraph graph = ModelDescription.Llama().Create().BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        Assert.Equal("token_embd.weight", graph.Logits.Source(0).Name);
    }

    [Fact]
    public void An_output_weight_is_used()
    {
        ModelGraph graph = ModelDescription
            .Llama()
            .Tensor("output.weight", 64, 100)
            .Create()
            .BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        Assert.Equal("output.weight", graph.Logits.Source(0).Name);
    }

    [Fact]
    public void Frequency_factors_go_to_every_rotation()
    {
        ModelGraph graph = ModelDescription
            .Llama()
            .Tensor("rope_freqs.weight", 8)
            .Create()
            .BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        GraphTensor[] rotations = [.. graph.Graph.Tensors.Where(t => t.Op == GraphOp.Rope)];
        Assert.Equal(2, rotations.Length);
        Assert.All(rotations, r => Assert.Equal("rope_freqs.weight", r.Source(2).Name));
    }

    [Fact]
    public void Nodes_carry_the_names_placement_rules_look_for()
    {
        ModelGraph graph = ModelDescription.Llama().Create().BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        string[] expected =
        [
            "inp_embd",
            "attn_norm-0",
            "Qcur-0",
            "Kcur-0",
            "Vcur-0",
            "kq-0",
            "kq_soft_max-0",
            "kqv-0",
            "kqv_out-0",
            "attn_out-0",
            "ffn_inp-0",
            "ffn_norm-0",
            "ffn_up-0",
            "ffn_gate-0",
            "ffn_out-0",
            "l_out-0",
            "result_norm",
            "result_output",
        ];
        Assert.All(expected, name => Assert.NotNull(graph.Graph.Find(name)));
    }

    [Fact]
    public void Only_wanted_rows_go_through_the_last_feed_forward()
    {
        ModelGraph graph = ModelDescription.Llama().Create().BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        Assert.Equal(Extent.Outputs, graph.Graph.Find("ffn_norm-0")!.Shape.E1);
        Assert.Equal(Extent.Tokens, graph.Graph.Find("attn_norm-0")!.Shape.E1);
    }

    [Fact]
    public void Experts_are_chosen_by_groups_only_where_the_file_has_groups_and_the_caller_wants_them()
    {
        LanguageModel grouped = ModelDescription
            .Of("captures/models/small-deepseek2.gguf")
            .Set("deepseek2.expert_group_count", GgufValue.Of(2u))
            .Set("deepseek2.expert_group_used_count", GgufValue.Of(1u))
            .Create();
        LanguageModel single = ModelDescription
            .Of("captures/models/small-deepseek2.gguf")
            .Set("deepseek2.expert_group_count", GgufValue.Of(1u))
            .Create();
        ModelGraphOptions options = new() { ContextLength = 8 };

        ModelGraph graph = grouped.BuildGraph(options);
        GraphValidator.Validate(graph.Graph, Symbols with { CacheLength = 8 });
        Assert.NotNull(graph.Graph.Find("ffn_moe_group_topk-1"));
        Assert.Null(grouped.BuildGraph(options with { GroupedRouting = false }).Graph.Find("ffn_moe_group_topk-1"));
        Assert.Null(single.BuildGraph(options).Graph.Find("ffn_moe_group_topk-1"));
    }

    [Fact]
    public void A_single_expert_used_gives_a_dense_result()
    {
        ModelGraph graph = ModelDescription
            .Mixtral()
            .Set("llama.expert_used_count", GgufValue.Of(1u))
            .Create()
            .BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        Assert.True(graph.Graph.Find("ffn_moe_out-0")!.IsContiguous);
        GraphValidator.Validate(graph.Graph, Symbols with { CacheLength = 8 });
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    public void A_quantized_value_cache_without_flash_attention_is_refused_with_advice(TensorType type)
    {
        LanguageModel model = ModelDescription.Llama().Create();

        ModelException e = Assert.Throws<ModelException>(() =>
            model.BuildGraph(new ModelGraphOptions { ContextLength = 8, ValueCacheType = type })
        );

        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"the value cache is to be {type}"),
            e.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("-fa on", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorType.Q2_K)]
    [InlineData(TensorType.I32)]
    public void A_type_no_cache_can_have_is_refused(TensorType type)
    {
        LanguageModel model = ModelDescription.Llama().Create();

        ModelException e = Assert.Throws<ModelException>(() =>
            model.BuildGraph(new ModelGraphOptions { ContextLength = 8, KeyCacheType = type })
        );

        Assert.StartsWith(
            $"the key cache is to be {type}, expected one of F32, F16",
            e.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_head_that_is_no_multiple_of_the_caches_block_is_refused()
    {
        LanguageModel model = ModelDescription.Llama().Create();

        ModelException e = Assert.Throws<ModelException>(() =>
            model.BuildGraph(new ModelGraphOptions { ContextLength = 8, KeyCacheType = TensorType.Q8_0 })
        );

        Assert.StartsWith("a key head of 16 elements cannot be cached as Q8_0", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_context_of_no_positions_is_refused(int context)
    {
        LanguageModel model = ModelDescription.Llama().Create();

        Assert.Throws<ModelException>(() => model.BuildGraph(new ModelGraphOptions { ContextLength = context }));
    }

    [Fact]
    public void An_unknown_form_of_latent_attention_is_refused()
    {
        ModelException e = Assert.Throws<ModelException>(() => Latent(4, flash: true));

        Assert.Equal("latent attention (-mla) is 4, expected 0, 1, 2 or 3", e.Message);
    }

    private static ModelGraph Latent(int form, bool flash) =>
        ModelDescription
            .Of("goldens/models/deepseek2-v3-f16.gguf")
            .Create()
            .BuildGraph(
                new ModelGraphOptions
                {
                    ContextLength = 48,
                    FlashAttention = flash,
                    LatentAttention = form,
                }
            );

    private static void AssertTensor(TensorType type, TensorShape shape, GraphTensor tensor)
    {
        Assert.Equal(type, tensor.Type);
        Assert.Equal(shape, tensor.Shape.Evaluate(Symbols));
    }
}
