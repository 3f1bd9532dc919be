// A node of a grammar's automaton.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A node; what its numbers mean depends on its kind.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="First">Bytes, Split: first of its edges or targets; Call, Repeat: the node to go through; Token: the next node.</param>
/// <param name="Second">Bytes, Split: behind the last edge or target; Call, Repeat: the node to go on at; Token: the token.</param>
/// <param name="Least">Repeat: the least number of times; Token: 1 for any other token.</param>
/// <param name="Most">Repeat: the largest number of times, -1 for no limit.</param>
/// <param name="Rule">The rule that the node belongs to, for messages.</param>
internal readonly record struct GrammarNode(GrammarNodeKind Kind, int First, int Second, int Least, int Most, int Rule);
