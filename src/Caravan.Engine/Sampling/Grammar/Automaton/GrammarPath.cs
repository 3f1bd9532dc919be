// One way in which a text can be read so far.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A reading of a text so far.</summary>
/// <param name="Node">The Bytes or Token node that reads what comes next.</param>
/// <param name="Stack">Where rules go on that are not complete; null for none.</param>
internal readonly record struct GrammarPath(int Node, StackFrame? Stack) : IComparable<GrammarPath>
{
    /// <inheritdoc/>
    public int CompareTo(GrammarPath other)
    {
        int byNode = Node.CompareTo(other.Node);
        return byNode != 0 ? byNode : (Stack?.Id ?? -1).CompareTo(other.Stack?.Id ?? -1);
    }
}
