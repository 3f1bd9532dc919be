// Raised when logits leave no token to choose or are no numbers.
namespace Caravan.Engine.Sampling;

/// <summary>
/// Logits are not a number or positive infinity (the model's computation went wrong), or every candidate is masked.
/// llama.cpp chooses some token in these cases; a wrong token nobody notices is worse than an error.
/// </summary>
public sealed class InvalidLogitsException(string message) : Exception(message);
