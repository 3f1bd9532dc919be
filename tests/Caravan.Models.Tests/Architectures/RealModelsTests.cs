// Hyperparameters of the shared model files, as their documents state them.
using Caravan.Gguf;
using Caravan.TestSupport;

namespace Caravan.Models.Tests;

public sealed class RealModelsTests
{
    [Fact]
    public void A_file_without_frequency_base_vocabulary_size_and_head_lengths_gets_the_defaults()
    {
        ModelHyperparameters model = Read("models/stories260K.gguf");

        Assert.Equal(10_000, model.Rope.FrequencyBase);
        Assert.Equal(512, model.VocabularySize);
        Assert.Equal(8, model.KeyLength);
        Assert.Equal(8, model.ValueLength);
        Assert.Equal(172, model.FeedForwardLength);
        Assert.Equal(2048, model.Rope.OriginalContext);
        Assert.Equal(1, model.Rope.FrequencyScale);
        Assert.Equal(RopeScalingType.Linear, model.Rope.ScalingType);
    }

    [Fact]
    public void Austen_llama_has_the_shape_its_document_states()
    {
        ModelHyperparameters model = Read("models/austen-llama-f16.gguf");

        Assert.Equal((6, 256, 768), (model.Layers, model.Width, model.FeedForwardLength));
        Assert.Equal((8, 4, 32, 32), (model.Heads, model.KeyValueHeads, model.KeyLength, model.ValueLength));
        Assert.Equal((512, 2048), (model.ContextLength, model.VocabularySize));
        Assert.Null(model.Experts);
        Assert.Null(model.Latent);
    }

    [Fact]
    public void Austen_qwen3moe_has_the_experts_its_document_states()
    {
        ModelHyperparameters model = Read("models/austen-qwen3moe-Q4_K_M.gguf");

        ExpertHyperparameters experts = Assert.IsType<ExpertHyperparameters>(model.Experts);
        Assert.Equal((8, 2, 256, 0), (experts.Count, experts.Used, experts.FeedForwardLength, experts.SharedCount));
        Assert.Equal(ExpertGating.Softmax, experts.Gating);
        Assert.True(experts.NormalizeWeights);
    }

    [Fact]
    public void Austen_deepseek2_has_the_latent_and_experts_its_document_states()
    {
        ModelHyperparameters model = Read("models/austen-deepseek2-Q4_K_M.gguf");

        Assert.Equal(new LatentHyperparameters(256, 256, StoredForOneHead: false), model.Latent);
        Assert.Equal((8, 64, 32), (model.Heads, model.KeyLength, model.ValueLength));
        Assert.Equal(32, model.Rope.Dimensions);
        ExpertHyperparameters experts = Assert.IsType<ExpertHyperparameters>(model.Experts);
        Assert.Equal((8, 2, 256, 1), (experts.Count, experts.Used, experts.FeedForwardLength, experts.SharedCount));
        Assert.Equal((1, ExpertGating.Sigmoid), (experts.LeadingDenseLayers, experts.Gating));
        Assert.Equal(2.5f, experts.WeightsScale);
        Assert.True(experts.NormalizeWeights);
    }

    [Fact]
    public void A_latent_stored_for_one_head_stands_for_the_heads_it_is_projected_to()
    {
        ModelHyperparameters oneHead = Read("goldens/models/deepseek2-v3-form-b-f16.gguf");
        ModelHyperparameters combined = Read("goldens/models/deepseek2-v3-f16.gguf");

        Assert.True(oneHead.Latent!.StoredForOneHead);
        Assert.Equal(combined, oneHead with { Latent = combined.Latent });
    }

    [Theory]
    [InlineData("goldens/models")]
    [InlineData("models")]
    [InlineData("captures/models")]
    public void Every_shared_model_is_read_with_all_its_weights(string folder)
    {
        string[] files = Directory.GetFiles(SharedFolder.Require(folder), "*.gguf");

        Assert.NotEmpty(files);
        foreach (string path in files)
        {
            using GgufFile file = GgufFile.Open(path);
            LanguageModel model = LanguageModel.Open(file);
            Assert.Equal(file.Metadata.GetString("general.architecture"), model.Architecture.Name);
        }
    }

    private static ModelHyperparameters Read(string path)
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(path));
        return LanguageModel.Open(file).Hyperparameters;
    }
}
