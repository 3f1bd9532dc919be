// "caravan fuzz": feeds damaged files and requests to the program and looks for anything but an orderly refusal.
using System.Globalization;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Gguf;
using Caravan.Rpc;

namespace Caravan.Cli.Commands;

/// <summary>Fuzzes the reader of GGUF files and the worker's side of the ggml RPC protocol.</summary>
internal sealed class FuzzCommand : CliCommand
{
    private const string Gguf = "gguf";
    private const string Rpc = "rpc";
    private const long MostFileBytes = 256 << 20;
    private const long UsualCount = 10_000_000;

    private static readonly ValueOption<long> Count = new(
        "-n --count",
        "N",
        ValueParsers.Long,
        UsualCount,
        "damaged files to read or exchanges to play (default: 10000000)"
    );

    private static readonly ValueOption<uint> Seed = new(
        "-s --seed",
        "SEED",
        ValueParsers.Seed,
        1,
        "chooses the damage; the same seed and number give the same one (default: 1)"
    );

    private static readonly ValueOption<long> First = new(
        "--first",
        "N",
        ValueParsers.Long,
        0,
        "number of the first, to make a finding again (default: 0)"
    );

    /// <inheritdoc/>
    internal override string Name => "fuzz";

    /// <inheritdoc/>
    internal override string Summary => "read damaged files and requests and look for crashes";

    /// <inheritdoc/>
    internal override string Usage => "gguf|rpc [FILE] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Damages a GGUF file, or a recorded exchange with a worker (a capture file), in many ways, a small one made for this where "
        + "none is given, and reads or plays the results. Exit code 1 when anything but service or a clear refusal came of it.";

    /// <inheritdoc/>
    internal override int LeastArguments => 1;

    /// <inheritdoc/>
    internal override int MostArguments => 2;

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => [new OptionGroup("fuzz", [Count, Seed, First])];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        byte[]? file = arguments.Count > 1 ? ReadFile(arguments[1]) : null;
        long count = Math.Max(options.Get(Count), 0);
        long first = Math.Max(options.Get(First), 0);
        using Interruption interruption = new();
        bool found = arguments[0] switch
        {
            Gguf => FuzzGguf(file ?? GgufFuzzSample.Create(), options.Get(Seed), count, first, interruption),
            Rpc => FuzzRpc(Scripts(arguments, file), options.Get(Seed), count, first, interruption),
            _ => throw new UsageException($"'{arguments[0]}' cannot be fuzzed, expected {Gguf} or {Rpc}"),
        };
        return interruption.Token.IsCancellationRequested ? interruption.Finish()
            : found ? ExitCode.Failure
            : ExitCode.Success;
    }

    private static bool FuzzGguf(byte[] original, ulong seed, long count, long first, Interruption interruption)
    {
        GgufFuzzResult result;
        using (ProgressBar progress = ProgressBar.OnTerminal("fuzzing"))
        {
            result = GgufFuzz.Run(
                original,
                seed,
                count,
                first,
                done => progress.Report((double)done / count),
                interruption.Token
            );
        }

        Print(
            result.Findings,
            $"{result.Mutants} damaged files: {result.Rejected} refused, {result.Accepted} still valid, {result.Failed} failures; most memory for one: {result.MostBytesAllocated} bytes"
        );
        return result.Findings.Count > 0;
    }

    // Each script is played with its share of the numbers.
    private static bool FuzzRpc(RpcFuzzScript[] scripts, ulong seed, long count, long first, Interruption interruption)
    {
        bool found = false;
        using CpuDevice device = new(threads: 1);
        for (int i = 0; i < scripts.Length; i++)
        {
            long share = (count * (i + 1) / scripts.Length) - (count * i / scripts.Length);
            RpcFuzzResult result;
            using (ProgressBar progress = ProgressBar.OnTerminal("fuzzing"))
            {
                result = RpcFuzz.Run(
                    device,
                    scripts[i],
                    seed,
                    share,
                    first,
                    done => progress.Report((double)done / share),
                    interruption.Token
                );
            }

            Print(
                result.Findings,
                $"dialect {scripts[i].Dialect.Name}: {result.Mutants} damaged exchanges: {result.Refused} refused, {result.Served} served, {result.Failed} failures"
            );
            found |= result.Findings.Count > 0;
        }

        return found;
    }

    private static RpcFuzzScript[] Scripts(IReadOnlyList<string> arguments, byte[]? file)
    {
        if (file is null)
        {
            return [RpcFuzzScript.Sample(Dialect.Ik), RpcFuzzScript.Sample(Dialect.Upstream5)];
        }

        try
        {
            return [RpcFuzzScript.FromCapture(file)];
        }
        catch (InvalidDataException problem)
        {
            throw new IOException($"{arguments[1]}: {problem.Message}", problem);
        }
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

    private static void Print(IReadOnlyList<string> findings, FormattableString summary)
    {
        StandardOutput output = StandardOutput.Open();
        foreach (string finding in findings)
        {
            output.Write(finding + "\n");
        }

        output.Write(summary.ToString(CultureInfo.InvariantCulture) + "\n");
    }
}
