// The function of a tool call.
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>A function's name and its arguments as JSON text.</summary>
internal sealed class FunctionCallBody
{
    public string? Name { get; set; }

    [JsonConverter(typeof(ArgumentsConverter))]
    public string? Arguments { get; set; }
}
