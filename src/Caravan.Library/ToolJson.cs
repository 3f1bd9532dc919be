// Arguments and results of tools as JSON texts.
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Caravan;

/// <summary>Converts with the type information of Microsoft.Extensions.AI, so that trimmed programs work too.</summary>
internal static class ToolJson
{
    // Indentation would cost tokens.
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions)
    {
        WriteIndented = false,
    };

    private static readonly JsonTypeInfo<IDictionary<string, object?>> ArgumentsType =
        (JsonTypeInfo<IDictionary<string, object?>>)Compact.GetTypeInfo(typeof(IDictionary<string, object?>));

    private static readonly JsonTypeInfo<object?> ResultType =
        (JsonTypeInfo<object?>)Compact.GetTypeInfo(typeof(object));

    /// <summary>Arguments as text.</summary>
    internal static string Arguments(IDictionary<string, object?>? arguments) =>
        arguments is null ? "{}" : JsonSerializer.Serialize(arguments, ArgumentsType);

    /// <summary>A call with the arguments of a text.</summary>
    internal static FunctionCallContent Call(string id, string name, string arguments) =>
        FunctionCallContent.CreateFromParsedArguments(
            arguments,
            id,
            name,
            static text => JsonSerializer.Deserialize(text, ArgumentsType)
        );

    /// <summary>A result as text: texts as they are, all else as JSON, a failure as its message.</summary>
    internal static string Result(FunctionResultContent content) =>
        content switch
        {
            { Result: string text } => text,
            { Result: { } value } => JsonSerializer.Serialize(value, ResultType),
            { Exception: { } problem } => $"error: {problem.Message}",
            _ => "",
        };
}
