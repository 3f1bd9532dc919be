// The tokens of a text with their texts.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/tokenize</c> with <c>with_pieces</c>.</summary>
internal sealed record TokenPieceList(List<TokenPiece> Tokens);
