// A piece of a stream in llama-server's own form.
namespace Caravan.Server.Contracts;

/// <summary>What is new.</summary>
internal sealed record CompletionPiece(
    int Index,
    string Content,
    int[] Tokens,
    bool Stop,
    int IdSlot,
    int TokensPredicted,
    int TokensEvaluated
)
{
    public TimingsAnswer? Timings { get; init; }

    public List<TokenProbability>? CompletionProbabilities { get; init; }
}
