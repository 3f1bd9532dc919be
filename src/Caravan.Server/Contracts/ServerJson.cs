// Reads and writes all bodies, by code made at build time.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>The forms of all bodies.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(TextCompletionRequest))]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(TokenizeRequest))]
[JsonSerializable(typeof(DetokenizeRequest))]
[JsonSerializable(typeof(SlotFileRequest))]
[JsonSerializable(typeof(SlotFileAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(TextCompletion))]
[JsonSerializable(typeof(CompletionPiece))]
[JsonSerializable(typeof(CompletionAnswer))]
[JsonSerializable(typeof(List<CompletionAnswer>))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(TokenPieceList))]
[JsonSerializable(typeof(TextAnswer))]
[JsonSerializable(typeof(PromptAnswer))]
[JsonSerializable(typeof(PropsAnswer))]
[JsonSerializable(typeof(List<SlotAnswer>))]
[JsonSerializable(typeof(LedgerAnswer))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(string))]
internal sealed partial class ServerJson : JsonSerializerContext
{
    /// <summary>The forms with the limits of this server.</summary>
    internal static ServerJson Bodies { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                NumberHandling = JsonNumberHandling.AllowReadingFromString,
                MaxDepth = ServerLimits.JsonDepth,
                // Text stays text: what is escaped for HTML's sake would be a third longer in most of the world's scripts.
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
