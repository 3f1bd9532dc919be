// One call that a recording device noted.
namespace Caravan.Engine.Tests;

/// <summary>A call.</summary>
/// <param name="Device">Name of the device.</param>
/// <param name="Kind">Write, Run or Read.</param>
/// <param name="Tensor">Name of the tensor; empty for Run.</param>
/// <param name="Bytes">Bytes moved.</param>
internal readonly record struct DeviceCall(string Device, string Kind, string Tensor, int Bytes);
