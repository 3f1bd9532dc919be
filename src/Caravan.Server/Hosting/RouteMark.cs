// What an endpoint's description says.
namespace Caravan.Server.Hosting;

/// <summary>Metadata of an endpoint.</summary>
/// <param name="Route">The route.</param>
internal sealed record RouteMark(ServerRoute Route);
