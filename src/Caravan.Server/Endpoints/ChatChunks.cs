// The pieces of a streamed chat answer.
using Caravan.Server.Contracts;

namespace Caravan.Server.Endpoints;

/// <summary>Makes the pieces of one answer.</summary>
internal sealed class ChatChunks(AnswerHead head, string model)
{
    private const string Kind = "chat.completion.chunk";
    private static readonly ChatDelta Nothing = new();

    /// <summary>The piece that says who speaks.</summary>
    internal ChatChunk First(int index) =>
        Chunk([new ChatChunkChoice(index, new ChatDelta { Role = "assistant", Content = "" }, null, null)]);

    /// <summary>A piece with what is new.</summary>
    internal ChatChunk Delta(int index, ChatDelta delta, ChatLogprobs? logprobs, TimingsAnswer? timings) =>
        Chunk([new ChatChunkChoice(index, delta, logprobs, null)]) with
        {
            Timings = timings,
        };

    /// <summary>The piece that says why an answer ended.</summary>
    internal ChatChunk Last(int index, string finish, TimingsAnswer timings) =>
        Chunk([new ChatChunkChoice(index, Nothing, null, finish)]) with
        {
            Timings = timings,
        };

    /// <summary>The piece with the tokens used.</summary>
    internal ChatChunk Usage(UsageAnswer usage) => Chunk([]) with { Usage = usage };

    private ChatChunk Chunk(List<ChatChunkChoice> choices) =>
        new(head.Id, Kind, head.Created, model, PropsEndpoint.Build, choices);
}
