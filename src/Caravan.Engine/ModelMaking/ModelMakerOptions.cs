// What model is made.
namespace Caravan.Engine;

/// <summary>Options of <see cref="ModelMaker"/>.</summary>
public sealed record ModelMakerOptions
{
    /// <summary>Architecture and widths.</summary>
    public required ModelShape Shape { get; init; }

    /// <summary>The types written.</summary>
    public required QuantizationMix Mix { get; init; }

    /// <summary>A GGUF file whose vocabulary is taken (its <c>tokenizer.*</c> keys).</summary>
    public required string VocabularyPath { get; init; }

    /// <summary>Tokens; the vocabulary is filled up with placeholders. 0 for as many as it has.</summary>
    public int VocabularySize { get; init; }

    /// <summary>The seed: the same one gives the same file, whatever the threads.</summary>
    public ulong Seed { get; init; }

    /// <summary>The model's name in the file.</summary>
    public string Name { get; init; } = "random";

    /// <summary>Threads that make weights; 0 for one a processor.</summary>
    public int Threads { get; init; }
}
