// A small change of one weight, to break a tie the other way.
namespace Caravan.Engine.Tests;

/// <summary>One element of a tensor and what is added to it.</summary>
internal sealed record WeightNudge(string Tensor, int Index, float Amount);
