// An answer to a chat request.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>chat.completion</c>.</summary>
internal sealed record ChatCompletion(
    string Id,
    string Object,
    long Created,
    string Model,
    string SystemFingerprint,
    List<ChatChoice> Choices,
    UsageAnswer Usage,
    TimingsAnswer Timings
);
