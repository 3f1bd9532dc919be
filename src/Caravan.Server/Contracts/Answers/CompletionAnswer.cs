// A whole answer in llama-server's own form, which is also the last piece of a stream.
namespace Caravan.Server.Contracts;

/// <summary>A text and all about it.</summary>
internal sealed record CompletionAnswer(
    int Index,
    string Content,
    int[] Tokens,
    int IdSlot,
    bool Stop,
    string Model,
    int TokensPredicted,
    int TokensEvaluated,
    GenerationSettings GenerationSettings,
    string Prompt,
    bool HasNewLine,
    bool Truncated,
    string StopType,
    string StoppingWord,
    int TokensCached,
    TimingsAnswer Timings
)
{
    public List<TokenProbability>? CompletionProbabilities { get; init; }
}
