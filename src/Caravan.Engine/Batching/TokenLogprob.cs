// A token with the logarithm of its probability.
namespace Caravan.Engine.Batching;

/// <summary>A token and its natural logarithm of probability by the model's logits, before any sampler.</summary>
public readonly record struct TokenLogprob(int Token, float Logprob);
