// Where a text goes on when a rule ends.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>An entry of a stack, shared by all stacks that end in it: two equal stacks are the same object.</summary>
/// <param name="parent">The rest of the stack; null where the whole text ends.</param>
/// <param name="node">The node to go on at: a Repeat node for a round of its body.</param>
/// <param name="count">Rounds of a counted repetition that are complete.</param>
/// <param name="id">A number of its own.</param>
internal sealed class StackFrame(StackFrame? parent, int node, int count, long id)
{
    /// <summary>The rest of the stack.</summary>
    public StackFrame? Parent => parent;

    /// <summary>The node to go on at.</summary>
    public int Node => node;

    /// <summary>Rounds that are complete.</summary>
    public int Count => count;

    /// <summary>Tells frames apart in the order in which they were made.</summary>
    public long Id => id;
}
