// The tokens of a text.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/tokenize</c>.</summary>
internal sealed record TokenList(IReadOnlyList<int> Tokens);
