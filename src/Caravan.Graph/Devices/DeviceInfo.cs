// What a device reports about itself.
namespace Caravan.Graph;

/// <summary>What a device is.</summary>
/// <param name="Name">Name in options and messages, such as <c>CPU</c> or <c>RPC0[host:port]</c>.</param>
/// <param name="Description">What a person would call it, such as the processor's name.</param>
/// <param name="TotalBytes">Memory in bytes.</param>
/// <param name="FreeBytes">Free memory in bytes.</param>
public sealed record DeviceInfo(string Name, string Description, long TotalBytes, long FreeBytes);
