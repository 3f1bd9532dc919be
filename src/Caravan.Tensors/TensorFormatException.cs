// Raised when a shape, type or block does not fit together.
namespace Caravan.Tensors;

/// <summary>A tensor's type, shape or bytes do not fit together. The message says what was found and expected.</summary>
public sealed class TensorFormatException(string message) : Exception(message);
