// "caravan make-model": writes a model with random weights, for tests and benchmarks.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Models;

namespace Caravan.Cli.Commands;

/// <summary>Makes a model.</summary>
internal sealed class MakeModelCommand : CliCommand
{
    private static readonly ValueOption<string> Shape = new(
        "--shape",
        "NAME",
        ValueParsers.Text,
        "llama-tiny",
        $"architecture and widths: {string.Join(", ", ModelShapes.Names)} (default: llama-tiny)"
    );

    private static readonly ValueOption<string> Mix = new(
        "--type",
        "TYPE",
        ValueParsers.Text,
        "F16",
        "types of weights, as for quantize (default: F16)"
    );

    private static readonly ValueOption<string> Vocabulary = new(
        "--vocab",
        "FNAME",
        ValueParsers.Text,
        "",
        "GGUF file whose vocabulary is taken"
    );

    private static readonly ValueOption<int> VocabularySize = Whole(
        "--vocab-size",
        "tokens; the vocabulary is filled up with placeholders (default: as many as it has)",
        ModelLimits.Vocabulary
    );

    private static readonly ValueOption<int> Width = Whole("--width", "elements of a hidden state", ModelLimits.Width);
    private static readonly ValueOption<int> Layers = Whole("--layers", "layers", ModelLimits.Layers);
    private static readonly ValueOption<int> Heads = Whole("--heads", "query heads", ModelLimits.Heads);
    private static readonly ValueOption<int> KeyValueHeads = Whole(
        "--kv-heads",
        "key and value heads",
        ModelLimits.Heads
    );
    private static readonly ValueOption<int> HeadLength = Whole(
        "--head-length",
        "elements of a key head",
        ModelLimits.HeadLength
    );
    private static readonly ValueOption<int> FeedForward = Whole(
        "--feed-forward",
        "inner width of dense feed-forward layers",
        ModelLimits.Width
    );
    private static readonly ValueOption<int> Context = Whole(
        "--context",
        "context that the file claims to be trained with",
        ModelLimits.Context
    );

    private static readonly ValueOption<uint> Seed = new(
        "-s --seed",
        "SEED",
        ValueParsers.Seed,
        1,
        "chooses the weights; the same seed gives the same file (default: 1)"
    );

    private static readonly ValueOption<string> ModelName = new(
        "--name",
        "NAME",
        ValueParsers.Text,
        "random",
        "the model's name in the file (default: random)"
    );

    /// <inheritdoc/>
    internal override string Name => "make-model";

    /// <inheritdoc/>
    internal override string Summary => "write a model with random weights, for tests and benchmarks";

    /// <inheritdoc/>
    internal override string Usage => "OUTPUT --shape NAME --type TYPE --vocab FILE [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Weights are random and well scaled; the text of such a model means nothing, its speed is that of a real one of the shape.";

    /// <inheritdoc/>
    internal override int LeastArguments => 1;

    /// <inheritdoc/>
    internal override int MostArguments => 1;

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups =>
        [
            new OptionGroup("model", [Shape, Mix, Vocabulary, VocabularySize, Seed, ModelName]),
            new OptionGroup(
                "instead of the shape's own numbers",
                [Width, Layers, Heads, KeyValueHeads, HeadLength, FeedForward, Context]
            ),
            ThreadGroup,
        ];

    private static OptionGroup ThreadGroup => new("threads", [ThreadOptions.Threads]);

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        string vocabulary = options.Get(Vocabulary);
        if (vocabulary.Length == 0)
        {
            throw new UsageException("no vocabulary: name a GGUF file with --vocab");
        }

        ModelMakerOptions chosen = new()
        {
            Shape = ReadShape(options),
            Mix = QuantizationMixes.Parse(options.Get(Mix)),
            VocabularyPath = vocabulary,
            VocabularySize = options.Get(VocabularySize),
            Seed = options.Get(Seed),
            Name = options.Get(ModelName),
            Threads = Math.Max(options.Get(ThreadOptions.Threads), 0),
        };
        using Interruption interruption = new();
        try
        {
            using ProgressBar progress = ProgressBar.OnTerminal("writing");
            ModelMakingResult result = ModelMaker.Make(
                arguments[0],
                chosen,
                new WritingProgress(progress),
                interruption.Token
            );
            progress.Dispose();
            StandardOutput.Open().Write(WritingReport.Format(arguments[0], result));
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    private static ModelShape ReadShape(OptionValues options)
    {
        ModelShape named = ModelShapes.Get(options.Get(Shape));
        return named with
        {
            Width = options.Get(Width, named.Width),
            Layers = options.Get(Layers, named.Layers),
            Heads = options.Get(Heads, named.Heads),
            KeyValueHeads = options.Get(KeyValueHeads, named.KeyValueHeads),
            HeadLength = options.Get(HeadLength, named.HeadLength),
            FeedForwardLength = options.Get(FeedForward, named.FeedForwardLength),
            ContextLength = options.Get(Context, named.ContextLength),
        };
    }

    private static ValueOption<int> Whole(string name, string help, int most) =>
        new(name, "N", ValueParsers.Integer(1, most), 0, help);
}
