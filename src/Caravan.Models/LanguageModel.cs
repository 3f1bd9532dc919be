// A model: hyperparameters and checked weights, from which graphs are built.
using Caravan.Gguf;

namespace Caravan.Models;

/// <summary>A language model read from a GGUF file's description. Every weight it needs has been checked.</summary>
public sealed class LanguageModel
{
    private readonly WeightTable weights;

    private LanguageModel(Architecture architecture, ModelHyperparameters hyperparameters, WeightTable weights)
    {
        Architecture = architecture;
        Hyperparameters = hyperparameters;
        this.weights = weights;
    }

    /// <summary>The architecture.</summary>
    public Architecture Architecture { get; }

    /// <summary>The hyperparameters.</summary>
    public ModelHyperparameters Hyperparameters { get; }

    /// <summary>Reads a model from an open file.</summary>
    /// <exception cref="ModelException">The model is not supported, or its keys and tensors do not fit together.</exception>
    public static LanguageModel Open(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Create(file.Metadata, file.Tensors);
    }

    /// <summary>Reads a model from metadata and the description of its tensors.</summary>
    /// <exception cref="ModelException">The model is not supported, or its keys and tensors do not fit together.</exception>
    public static LanguageModel Create(GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);
        Architecture architecture = Architectures.Of(metadata);
        HyperparameterReader reader = new(metadata, architecture.Name);
        ModelHyperparameters hyperparameters = architecture.ReadHyperparameters(reader);
        WeightTable weights = new(metadata.Source, architecture.Name, tensors);
        architecture.DeclareWeights(weights, hyperparameters);
        return new LanguageModel(architecture, hyperparameters, weights);
    }

    /// <summary>Builds the graph of one step.</summary>
    /// <exception cref="ModelException">An option does not fit the model; the message says which to choose instead.</exception>
    public ModelGraph BuildGraph(ModelGraphOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CacheRules.Check(options);
        return Architecture.BuildGraph(new ModelGraphBuilder(Hyperparameters, weights, options));
    }
}
