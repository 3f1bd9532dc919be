// An answer to a completion request, whole or a piece of it.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>text_completion</c>.</summary>
internal sealed record TextCompletion(
    string Id,
    string Object,
    long Created,
    string Model,
    string SystemFingerprint,
    List<TextChoice> Choices
)
{
    public UsageAnswer? Usage { get; init; }

    public TimingsAnswer? Timings { get; init; }
}
