// The form that an answer must have.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>response_format</c>, and llama-server's, which has the schema beside the type.</summary>
internal sealed class ResponseFormat
{
    /// <summary><c>text</c>, <c>json_object</c>, <c>json_schema</c> or <c>grammar</c>.</summary>
    public string? Type { get; set; }

    /// <summary>OpenAI: an object with the schema inside.</summary>
    public ResponseSchema? JsonSchema { get; set; }

    /// <summary>llama-server: the schema itself.</summary>
    public JsonElement? Schema { get; set; }

    /// <summary>With <c>grammar</c>: the grammar in GBNF.</summary>
    public string? Grammar { get; set; }
}
