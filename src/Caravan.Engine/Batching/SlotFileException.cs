// Raised when what a slot has cached cannot be saved or restored.
namespace Caravan.Engine.Batching;

/// <summary>A slot is busy, or a file is damaged or of another model; the message is one line.</summary>
public sealed class SlotFileException(string message) : Exception(message);
