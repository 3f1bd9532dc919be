// Server-sent events.
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Caravan.Server.Hosting;

/// <summary>Writes JSON values as events, each flushed at once.</summary>
internal sealed class EventStream(HttpResponse response) : IDisposable
{
    /// <summary>The type of such a response.</summary>
    internal const string ContentType = "text/event-stream";

    private readonly Utf8JsonWriter writer = new(
        response.BodyWriter,
        new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    /// <summary>Sets the headers, unless they are out; they go with the first event or comment.</summary>
    internal void Begin()
    {
        if (response.HasStarted)
        {
            return;
        }

        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache";
        // Proxies that collect a response before they pass it on would make one lump of the stream.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Sends a value.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    internal async ValueTask Send<T>(T value, JsonTypeInfo<T> form, CancellationToken cancellation)
    {
        Write("data: "u8);
        JsonSerializer.Serialize(writer, value, form);
        writer.Flush();
        writer.Reset();
        Write("\n\n"u8);
        await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a comment, which clients skip.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    internal async ValueTask Ping(CancellationToken cancellation)
    {
        Begin();
        Write(": ping\n\n"u8);
        await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends the event that ends OpenAI's streams.</summary>
    internal async ValueTask End(CancellationToken cancellation)
    {
        Write("data: [DONE]\n\n"u8);
        await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(response.BodyWriter.GetSpan(bytes.Length));
        response.BodyWriter.Advance(bytes.Length);
    }
}
