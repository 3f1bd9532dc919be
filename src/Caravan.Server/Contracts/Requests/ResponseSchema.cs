// A schema with a name.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>The object in OpenAI's <c>response_format.json_schema</c>.</summary>
internal sealed class ResponseSchema
{
    public string? Name { get; set; }

    public JsonElement? Schema { get; set; }

    public bool? Strict { get; set; }
}
