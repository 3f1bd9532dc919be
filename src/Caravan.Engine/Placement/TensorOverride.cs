// One rule that gives tensors a device by name.
namespace Caravan.Engine;

/// <summary>A rule of <c>-ot</c>.</summary>
/// <param name="Pattern">ECMAScript regular expression, searched anywhere in the tensor's name.</param>
/// <param name="Device">Name of the device, such as <c>CPU</c> or <c>RPC0[host:port]</c>.</param>
public sealed record TensorOverride(string Pattern, string Device);
