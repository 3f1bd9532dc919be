// One given token, or any other.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>One token of the vocabulary, whatever it reads.</summary>
/// <param name="Id">The token's id; -1 where <paramref name="Text"/> names it.</param>
/// <param name="Text">The token's exact text; null where the id is given.</param>
/// <param name="IsNegated">True for every token but this one.</param>
internal sealed record TokenExpression(int Id, string? Text, bool IsNegated) : GrammarExpression;
