// The relay's command line.
using System.Globalization;

namespace Caravan.Relay;

/// <summary>Parsed arguments: the relay's options, or only a measurement of the relay itself.</summary>
internal sealed record RelayArguments(RelayOptions Options, bool MeasureOnly)
{
    internal const string Usage = """
        usage: Caravan.Relay --target HOST:PORT [--listen PORT] [options]
               Caravan.Relay --measure [options]
          --both SPEC, --to-server SPEC, --to-client SPEC
                           what happens to the bytes, as KEY=VALUE,...: delay=MICROSECONDS rate=BITS_PER_SECOND
                           cut=BYTES stall-at=BYTES stall=MILLISECONDS flip=BYTE_OFFSET (may be repeated)
          --cut-ms N       every connection ends after so long
          --reset          cuts reset the connection instead of closing it
          --capture DIR    records each connection to DIR/NN.cap
          --measure        prints the round trip of 300 bytes without and with the relay, and ends
        Runs until its input ends; then prints a report of one line.
        """;

    /// <exception cref="FormatException">An argument is unknown or has no such value.</exception>
    internal static RelayArguments Parse(IReadOnlyList<string> arguments)
    {
        RelayOptions options = new() { TargetPort = 0 };
        bool measure = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} has no value");
            options = name switch
            {
                "--target" => WithTarget(options, Value()),
                "--listen" => options with { ListenPort = (int)Number(name, Value()) },
                "--to-server" => options with { ToServer = Direction(options.ToServer, Value()) },
                "--to-client" => options with { ToClient = Direction(options.ToClient, Value()) },
                "--both" => WithBoth(options, Value()),
                "--cut-ms" => options with { CutAfter = TimeSpan.FromMilliseconds(Number(name, Value())) },
                "--capture" => options with { CaptureFolder = Value() },
                "--reset" => options with { ResetOnCut = true },
                "--measure" => options,
                _ => throw new FormatException($"unknown argument {name}"),
            };
            measure |= name == "--measure";
        }

        return measure || options.TargetPort > 0
            ? new RelayArguments(options, measure)
            : throw new FormatException("--target HOST:PORT is missing");
    }

    private static RelayOptions WithBoth(RelayOptions options, string specification) =>
        options with
        {
            ToServer = Direction(options.ToServer, specification),
            ToClient = Direction(options.ToClient, specification),
        };

    private static RelayOptions WithTarget(RelayOptions options, string target)
    {
        int colon = target.LastIndexOf(':');
        return colon > 0
            ? options with
            {
                TargetHost = target[..colon],
                TargetPort = (int)Number("--target", target[(colon + 1)..]),
            }
            : throw new FormatException($"--target {target}: expected HOST:PORT");
    }

    private static RelayDirectionOptions Direction(RelayDirectionOptions options, string specification)
    {
        foreach (string part in specification.Split(','))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string key = equals > 0 ? part[..equals] : part;
            long value = Number(key, part[(equals + 1)..]);
            options = key switch
            {
                "delay" => options with { Delay = TimeSpan.FromMicroseconds(value) },
                "rate" => options with { BitsPerSecond = value },
                "cut" => options with { CutAfterBytes = value },
                "stall-at" => options with { StallAfterBytes = value },
                "stall" => options with { StallFor = TimeSpan.FromMilliseconds(value) },
                "flip" => options with { Flips = [.. options.Flips, new BitFlip(value, 1)] },
                _ => throw new FormatException($"unknown setting {part}"),
            };
        }

        return options;
    }

    private static long Number(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new FormatException($"{name}: expected a whole number of at least 0, found '{text}'");
}
