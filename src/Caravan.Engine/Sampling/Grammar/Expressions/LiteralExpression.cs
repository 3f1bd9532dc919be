// A fixed text.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A fixed text.</summary>
/// <param name="Text">Well-formed UTF-16; empty for nothing at all.</param>
/// <param name="SpellsTokens">
/// True where a control token whose text occurs in the literal may stand for it: in grammars that users write, not in
/// those made of schemas, whose texts are data.
/// </param>
internal sealed record LiteralExpression(string Text, bool SpellsTokens = false) : GrammarExpression;
