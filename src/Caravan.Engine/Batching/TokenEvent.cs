// A generated token on its way to whoever asked.
namespace Caravan.Engine.Batching;

/// <summary>A generated token.</summary>
/// <param name="Token">The token; the last one may be one that ends the answer and has no text.</param>
/// <param name="Text">
/// Text that is certain now. It lags behind the tokens where a character is unfinished or a stop string may have begun; text
/// from a stop string on is never given out.
/// </param>
/// <param name="Logprobs">Log probabilities, when they were asked for.</param>
/// <param name="Finish">On the last event why it is the last.</param>
public readonly record struct TokenEvent(int Token, string Text, TokenLogprobs? Logprobs, FinishReason? Finish);
