// A request that a scripted server received.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Scripted;

/// <summary>A request with the number of its connection and its number within it, both from 0.</summary>
internal sealed record ScriptedRequest(int Connection, int Number, GgmlCommand Command, byte[] Payload);
