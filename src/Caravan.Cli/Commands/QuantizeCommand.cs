// "caravan quantize": writes a model again in another mix of types, as llama-quantize does.
using System.Globalization;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Tensors;

namespace Caravan.Cli.Commands;

/// <summary>Quantizes a model.</summary>
internal sealed class QuantizeCommand : CliCommand
{
    private const string Later = "not in this version";

    private static readonly FlagOption AllowRequantize = new(
        "--allow-requantize",
        "take tensors that are quantized already as a source too, at a loss"
    );

    private static readonly FlagOption LeaveOutputTensor = new("--leave-output-tensor", "leave output.weight as it is");

    private static readonly FlagOption Pure = new("--pure", "write every matrix in the same type");

    private static readonly ValueOption<TensorType?> OutputTensorType = new(
        "--output-tensor-type",
        "TYPE",
        TensorTypeOf,
        null,
        "type of output.weight"
    );

    private static readonly ValueOption<TensorType?> TokenEmbeddingType = new(
        "--token-embedding-type",
        "TYPE",
        TensorTypeOf,
        null,
        "type of the token embeddings"
    );

    /// <inheritdoc/>
    internal override string Name => "quantize";

    /// <inheritdoc/>
    internal override string Summary => "write a model again with other types of weights (llama-quantize)";

    /// <inheritdoc/>
    internal override string Usage => "[options] MODEL [OUTPUT] TYPE [THREADS]";

    /// <inheritdoc/>
    internal override string Description =>
        $"TYPE is one of {string.Join(", ", Mixes())}. OUTPUT is ggml-model-TYPE.gguf beside MODEL where it is not named.";

    /// <inheritdoc/>
    internal override int LeastArguments => 2;

    /// <inheritdoc/>
    internal override int MostArguments => 4;

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups =>
        [
            new OptionGroup(
                "quantize",
                [AllowRequantize, LeaveOutputTensor, Pure, OutputTensorType, TokenEmbeddingType]
            ),
            new OptionGroup(
                LaterOptions.Group.Title,
                [
                    new LaterOption("--imatrix", "FNAME", Later),
                    new LaterOption("--include-weights", "NAME", Later),
                    new LaterOption("--exclude-weights", "NAME", Later),
                    new LaterOption("--tensor-type", "NAME=TYPE", Later),
                    new LaterOption("--tensor-type-file", "FNAME", Later),
                    new LaterOption("--prune-layers", "L0,L1,...", Later),
                    new LaterOption("--keep-split", null, Later),
                    new LaterOption("--override-kv", "KEY=TYPE:VALUE", Later),
                    new LaterOption("--dry-run", null, Later),
                ]
            ),
        ];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        string input = arguments[0];
        // The second argument is a type or a file's name, as llama-quantize takes it.
        bool isNamed = !QuantizationMixes.TryParse(arguments[1], out QuantizationMix? mix);
        int next = isNamed ? 2 : 1;
        if (isNamed && (arguments.Count < 3 || !QuantizationMixes.TryParse(arguments[2], out mix)))
        {
            string found = arguments.Count < 3 ? arguments[1] : arguments[2];
            throw new UsageException($"'{found}' is no type, expected one of {string.Join(", ", Mixes())}");
        }

        int threads = arguments.Count > next + 1 ? ThreadCount(arguments[next + 1]) : 0;
        if (arguments.Count > next + 2)
        {
            throw new UsageException($"'{arguments[next + 2]}' was not expected: caravan {Name} {Usage}");
        }

        string output = isNamed
            ? arguments[1]
            : Path.Combine(Path.GetDirectoryName(input) ?? "", $"ggml-model-{mix!.Name}.gguf");
        ModelQuantizerOptions chosen = new()
        {
            Mix = mix!,
            Pure = options.Get(Pure),
            LeaveOutputTensor = options.Get(LeaveOutputTensor),
            OutputTensorType = options.Get(OutputTensorType),
            TokenEmbeddingType = options.Get(TokenEmbeddingType),
            AllowRequantize = options.Get(AllowRequantize),
            Threads = threads,
        };
        using Interruption interruption = new();
        try
        {
            using ProgressBar progress = ProgressBar.OnTerminal("quantizing");
            ModelMakingResult result = ModelQuantizer.Quantize(
                input,
                output,
                chosen,
                new WritingProgress(progress),
                interruption.Token
            );
            progress.Dispose();
            StandardOutput.Open().Write(WritingReport.Format(output, result));
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    private static string[] Mixes() => [.. QuantizationMixes.All.ToArray().Select(mix => mix.Name)];

    private static TensorType? TensorTypeOf(string text) =>
        TensorTypes.TryParse(text, out TensorTypeTraits? traits)
            ? traits.Type
            : throw new FormatException($"'{text}' is no tensor type");

    private static int ThreadCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count <= ThreadOptions.MostThreads
            ? count
            : throw new UsageException($"'{text}' is no number of threads, expected 0 to {ThreadOptions.MostThreads}");
}
