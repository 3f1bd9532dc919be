// Makes small models for tests.
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.ModelMaking;

internal static class MadeModels
{
    /// <summary>A file with a vocabulary of 512 tokens.</summary>
    internal static string SmallVocabulary => SharedFolder.Require("models/stories260K.gguf");

    /// <summary>Options for a model of a named shape with the small vocabulary.</summary>
    internal static ModelMakerOptions Options(string shape, string mix = "F16") =>
        new()
        {
            Shape = ModelShapes.Get(shape),
            Mix = QuantizationMixes.Parse(mix),
            VocabularyPath = SmallVocabulary,
            Seed = 7,
        };

    /// <summary>Makes a model, ending with the test run.</summary>
    internal static ModelMakingResult Make(string output, ModelMakerOptions options) =>
        ModelMaker.Make(output, options, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Quantizes a model, ending with the test run.</summary>
    internal static ModelMakingResult Quantize(
        string input,
        string output,
        ModelQuantizerOptions options,
        IProgress<ModelMakingProgress>? progress = null
    ) => ModelQuantizer.Quantize(input, output, options, progress, TestContext.Current.CancellationToken);

    /// <summary>Files in a folder, temporary ones included.</summary>
    internal static string[] FilesIn(TemporaryFolder folder) => Directory.GetFiles(folder.FullPath);
}
