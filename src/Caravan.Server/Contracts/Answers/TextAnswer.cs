// The text of tokens.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/detokenize</c>.</summary>
internal sealed record TextAnswer(string Content);
