// A part of a regular expression.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A part of a regular expression as it stands in a JSON string.</summary>
/// <param name="Expression">Its texts.</param>
/// <param name="Least">The least number of characters.</param>
/// <param name="Most">The largest number of characters; null for no limit.</param>
/// <param name="Repeated">The one character that the part is a repetition of; null where it is none.</param>
internal sealed record RegexPiece(
    GrammarExpression Expression,
    int Least,
    int? Most,
    GrammarExpression? Repeated = null
);
