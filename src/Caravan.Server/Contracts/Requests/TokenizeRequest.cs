// A request for the tokens of a text.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>The body of <c>/tokenize</c>.</summary>
internal sealed class TokenizeRequest
{
    /// <summary>A text, or an array of texts and tokens.</summary>
    public JsonElement? Content { get; set; }

    /// <summary>Adds the tokens that begin and end texts.</summary>
    public bool? AddSpecial { get; set; }

    /// <summary>Reads texts of control tokens as these tokens; true unless said otherwise.</summary>
    public bool? ParseSpecial { get; set; }

    /// <summary>Tells the text of each token.</summary>
    public bool? WithPieces { get; set; }
}
