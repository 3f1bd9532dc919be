// What the server runs, in llama-server's fields.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/props</c>.</summary>
internal sealed record PropsAnswer(
    DefaultSettings DefaultGenerationSettings,
    int TotalSlots,
    string ModelAlias,
    string ModelPath,
    string ChatTemplate,
    string BosToken,
    string EosToken,
    Modalities Modalities,
    string BuildInfo,
    bool IsSleeping
);
