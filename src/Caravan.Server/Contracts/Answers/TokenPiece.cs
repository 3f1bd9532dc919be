// A token of a text.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>A token and its text, or its bytes where they are no text.</summary>
internal sealed record TokenPiece(int Id, JsonElement Piece);
