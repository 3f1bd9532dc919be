// What became of one recorded GET_TENSOR when it was asked again.
namespace Caravan.Rpc.Tests.Captures;

/// <summary>A recorded result beside the one of the server that was asked now.</summary>
/// <param name="Exchange">Number of the exchange within its connection.</param>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Type">The tensor's type number; 0 is F32.</param>
/// <param name="Recorded">The recorded bytes.</param>
/// <param name="Live">The bytes of now, as many.</param>
internal sealed record ReplayResult(int Exchange, string Tensor, uint Type, byte[] Recorded, byte[] Live);
