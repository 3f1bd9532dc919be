// "caravan fuzz": reads damaged files and looks for anything but an orderly refusal.
using System.Globalization;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Gguf;

namespace Caravan.Cli.Commands;

/// <summary>Fuzzes the reader of GGUF files.</summary>
internal sealed class FuzzCommand : CliCommand
{
    private const string Target = "gguf";
    private const long MostFileBytes = 256 << 20;
    private const long UsualCount = 10_000_000;

    private static readonly ValueOption<long> Count = new(
        "-n --count",
        "N",
        ValueParsers.Long,
        UsualCount,
        "damaged files to read (default: 10000000)"
    );

    private static readonly ValueOption<uint> Seed = new(
        "-s --seed",
        "SEED",
        ValueParsers.Seed,
        1,
        "chooses the damage; the same seed and number give the same file (default: 1)"
    );

    private static readonly ValueOption<long> First = new(
        "--first",
        "N",
        ValueParsers.Long,
        0,
        "number of the first file, to make a finding again (default: 0)"
    );

    /// <inheritdoc/>
    internal override string Name => "fuzz";

    /// <inheritdoc/>
    internal override string Summary => "read damaged files and look for crashes";

    /// <inheritdoc/>
    internal override string Usage => "gguf [FILE] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Damages a GGUF file in many ways, a small one made for this where none is given, and reads the results. Exit code 1 when "
        + "anything but a clear refusal came of it.";

    /// <inheritdoc/>
    internal override int LeastArguments => 1;

    /// <inheritdoc/>
    internal override int MostArguments => 2;

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => [new OptionGroup("fuzz", [Count, Seed, First])];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        if (arguments[0] != Target)
        {
            throw new UsageException($"'{arguments[0]}' cannot be fuzzed, expected {Target}");
        }

        byte[] original = arguments.Count > 1 ? ReadFile(arguments[1]) : GgufFuzzSample.Create();
        long count = Math.Max(options.Get(Count), 0);
        using Interruption interruption = new();
        GgufFuzzResult result;
        using (ProgressBar progress = ProgressBar.OnTerminal("fuzzing"))
        {
            result = GgufFuzz.Run(
                original,
                options.Get(Seed),
                count,
                Math.Max(options.Get(First), 0),
                done => progress.Report((double)done / count),
                interruption.Token
            );
        }

        Print(StandardOutput.Open(), result);
        return interruption.Token.IsCancellationRequested ? interruption.Finish()
            : result.Findings.Count > 0 ? ExitCode.Failure
            : ExitCode.Success;
    }

    private static byte[] ReadFile(string path)
    {
        FileInfo file = new(path);
        if (file.Exists && file.Length > MostFileBytes)
        {
            throw new IOException(
                $"{path} has {file.Length} bytes: fuzzing copies the file for every change, take one of at most {MostFileBytes}"
            );
        }

        return File.ReadAllBytes(path);
    }

    private static void Print(StandardOutput output, GgufFuzzResult result)
    {
        foreach (string finding in result.Findings)
        {
            output.Write(finding + "\n");
        }

        output.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Mutants} damaged files: {result.Rejected} refused, {result.Accepted} still valid, {result.Failed} failures; most memory for one: {result.MostBytesAllocated} bytes\n"
            )
        );
    }
}
