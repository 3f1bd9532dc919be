// Why a request failed.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's error.</summary>
internal sealed record ErrorAnswer(ErrorDetail Error);
