// One step of a recorded run of llama.cpp's sampler chain.
namespace Caravan.Engine.Tests.Sampling;

/// <summary>The chosen token and the candidates that were left, in llama.cpp's order.</summary>
internal sealed record SamplingStep(int Token, int[] Candidates, float[] Logits, float[] Probabilities);
