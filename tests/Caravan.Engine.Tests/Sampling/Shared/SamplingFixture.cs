// A recorded run of llama.cpp's sampler chain.
using System.Text.Json;
using System.Text.Json.Serialization;
using Caravan.Engine.Sampling;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.Sampling;

/// <summary>A chain's parameters and what llama.cpp left and chose, token by token.</summary>
internal sealed record SamplingFixture
{
    /// <summary>The context size that a window of -1 stands for.</summary>
    public const int ContextSize = 100;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The name of the case and of its file.</summary>
    public required string Name { get; init; }

    /// <summary>The chain.</summary>
    public required SamplingParameters Parameters { get; init; }

    /// <summary>The number of tokens of a <see cref="NumberedVocabulary"/>.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Step i has the logits of this seed plus i (<see cref="TestLogits"/>).</summary>
    public required uint LogitsSeed { get; init; }

    /// <summary>The standard deviation of the logits.</summary>
    public required float Spread { get; init; }

    /// <summary>Accepted before the first step.</summary>
    public int[] Prompt { get; init; } = [];

    /// <summary>What llama.cpp did; each chosen token is accepted.</summary>
    public SamplingStep[] Steps { get; init; } = [];

    /// <summary>The file of a case.</summary>
    public static string PathOf(string name) => RepositoryRoot.PathTo($"tests/fixtures/sampling/{name}.json");

    /// <summary>Reads the file of a case.</summary>
    public static SamplingFixture Load(string name) =>
        JsonSerializer.Deserialize<SamplingFixture>(File.ReadAllText(PathOf(name)), Json)!;

    /// <summary>Writes the file of the case.</summary>
    public void Save() => File.WriteAllText(PathOf(Name), JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>The logits of a step.</summary>
    public float[] LogitsOf(int step) => TestLogits.Create(LogitsSeed + (uint)step, VocabularySize, Spread);
}
