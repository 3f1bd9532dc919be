// A piece of a streamed chat answer.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>chat.completion.chunk</c>.</summary>
internal sealed record ChatChunk(
    string Id,
    string Object,
    long Created,
    string Model,
    string SystemFingerprint,
    List<ChatChunkChoice> Choices
)
{
    /// <summary>In the last piece, where it was asked for.</summary>
    public UsageAnswer? Usage { get; init; }

    /// <summary>In the last piece, or where it was asked for.</summary>
    public TimingsAnswer? Timings { get; init; }
}
