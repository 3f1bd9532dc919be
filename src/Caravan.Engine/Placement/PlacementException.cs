// Raised when what a user asked for about devices cannot be.
namespace Caravan.Engine;

/// <summary>A wish about devices is wrong: an unknown name, a bad pattern or number. The message says what to give instead.</summary>
public sealed class PlacementException(string message) : Exception(message);
