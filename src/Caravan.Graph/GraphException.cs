// Raised when a graph is built or given that cannot be right.
namespace Caravan.Graph;

/// <summary>A graph breaks a rule of its ops. The message names the node, what was found and what was expected.</summary>
public sealed class GraphException(string message) : Exception(message);
