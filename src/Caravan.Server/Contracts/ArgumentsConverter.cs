// Arguments of a call as text, whichever way a client wrote them.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>OpenAI's form is JSON in a string; some clients send the object itself.</summary>
internal sealed class ArgumentsConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
