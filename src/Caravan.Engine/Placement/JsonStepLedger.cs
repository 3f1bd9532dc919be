// Writes the account of steps to a file, one JSON line a step.
using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Caravan.Graph;

namespace Caravan.Engine;

/// <summary>
/// The file of <c>--ledger</c>. A line has the step's number and symbols and for each device microseconds in running and
/// waiting, stages, bytes and messages each way, and blocking round trips. Writing allocates nothing.
/// </summary>
public sealed class JsonStepLedger : IStepLedger, IDisposable
{
    private static readonly JsonEncodedText Step = JsonEncodedText.Encode("step");
    private static readonly JsonEncodedText Tokens = JsonEncodedText.Encode("tokens");
    private static readonly JsonEncodedText CacheLength = JsonEncodedText.Encode("cache_length");
    private static readonly JsonEncodedText Devices = JsonEncodedText.Encode("devices");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Stages = JsonEncodedText.Encode("stages");
    private static readonly JsonEncodedText RunMicroseconds = JsonEncodedText.Encode("run_us");
    private static readonly JsonEncodedText WaitMicroseconds = JsonEncodedText.Encode("wait_us");
    private static readonly JsonEncodedText BytesTo = JsonEncodedText.Encode("bytes_to");
    private static readonly JsonEncodedText BytesFrom = JsonEncodedText.Encode("bytes_from");
    private static readonly JsonEncodedText MessagesTo = JsonEncodedText.Encode("messages_to");
    private static readonly JsonEncodedText MessagesFrom = JsonEncodedText.Encode("messages_from");
    private static readonly JsonEncodedText RoundTrips = JsonEncodedText.Encode("round_trips");

    private readonly Stream stream;
    private readonly ArrayBufferWriter<byte> line = new(4096);
    private readonly Utf8JsonWriter writer;
    private readonly JsonEncodedText[] names;
    private long steps;

    /// <summary>Writes to a stream, which is disposed with the ledger.</summary>
    /// <param name="stream">Receives the lines.</param>
    /// <param name="devices">Names of the devices, by index.</param>
    public JsonStepLedger(Stream stream, IEnumerable<string> devices)
    {
        this.stream = stream;
        writer = new Utf8JsonWriter(line);
        names = [.. devices.Select(d => JsonEncodedText.Encode(d))];
    }

    /// <summary>Creates the file at <paramref name="path"/>, or goes on at its end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="devices">Names of the devices, by index.</param>
    /// <param name="appends">True to keep the lines that it has.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static JsonStepLedger Create(string path, IEnumerable<string> devices, bool appends = false) =>
        new(new FileStream(path, appends ? FileMode.Append : FileMode.Create, FileAccess.Write), devices);

    /// <inheritdoc/>
    public void Record(in SymbolValues symbols, ReadOnlySpan<DeviceRecord> devices)
    {
        line.ResetWrittenCount();
        writer.Reset(line);
        writer.WriteStartObject();
        writer.WriteNumber(Step, steps++);
        writer.WriteNumber(Tokens, symbols.Tokens);
        writer.WriteNumber(CacheLength, symbols.CacheLength);
        writer.WriteStartArray(Devices);
        for (int i = 0; i < devices.Length; i++)
        {
            Write(names[i], devices[i]);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        line.Write("\n"u8);
        stream.Write(line.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer.Dispose();
        stream.Dispose();
    }

    private void Write(JsonEncodedText name, in DeviceRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString(Name, name);
        writer.WriteNumber(Stages, record.Stages);
        writer.WriteNumber(RunMicroseconds, Microseconds(record.RunTicks));
        writer.WriteNumber(WaitMicroseconds, Microseconds(record.WaitTicks));
        writer.WriteNumber(BytesTo, record.BytesTo);
        writer.WriteNumber(BytesFrom, record.BytesFrom);
        writer.WriteNumber(MessagesTo, record.MessagesTo);
        writer.WriteNumber(MessagesFrom, record.MessagesFrom);
        writer.WriteNumber(RoundTrips, record.RoundTrips);
        writer.WriteEndObject();
    }

    private static long Microseconds(long ticks) => (long)(ticks * (1e6 / Stopwatch.Frequency));
}
