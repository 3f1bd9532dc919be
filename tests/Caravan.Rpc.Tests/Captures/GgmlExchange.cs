// One request of a recorded connection and what was answered.
namespace Caravan.Rpc.Tests.Captures;

/// <summary>A request with its answer; the answer is null for the commands that have none.</summary>
internal sealed record GgmlExchange(GgmlCommand Command, byte[] Request, byte[]? Answer);
