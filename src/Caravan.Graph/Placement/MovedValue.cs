// Something that crosses when its maker and its users are on different devices.
namespace Caravan.Graph;

/// <summary>A value, or a part of one, as op placement weighs it.</summary>
/// <param name="Maker">Id of the op that computes it, or -1 for an input, which comes from home.</param>
/// <param name="Users">Ids of the ops that need it.</param>
/// <param name="IsOutput">It is wanted at home.</param>
/// <param name="Cost">What one crossing to one device costs: its bytes and a little for the message.</param>
internal sealed record MovedValue(int Maker, int[] Users, bool IsOutput, long Cost);
