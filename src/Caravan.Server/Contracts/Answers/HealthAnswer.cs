// Whether the server is ready.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/health</c>.</summary>
internal sealed record HealthAnswer(string Status);
