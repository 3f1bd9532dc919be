// One request of a script that fuzzing starts from.
namespace Caravan.Rpc;

/// <summary>A request as it was recorded, with the answer of the server of then.</summary>
/// <param name="Command">The command's byte.</param>
/// <param name="Payload">The payload, with that server's handles and addresses.</param>
/// <param name="Answer">What was answered; null for commands without answer.</param>
internal sealed record FuzzRequest(byte Command, byte[] Payload, byte[]? Answer);
