// Options about chat templates.
using System.Text.Json;

namespace Caravan.Cli.Options;

/// <summary>Which template conversations are written by, in llama.cpp's spellings.</summary>
internal static class ChatOptions
{
    internal static readonly ValueOption<string> Template = new(
        "--chat-template",
        "NAME|TEXT",
        ValueParsers.Text,
        "",
        "chat template: the name of a built-in one or of one in the file, or the text of one (default: the file's)"
    )
    {
        Environment = "LLAMA_ARG_CHAT_TEMPLATE",
    };

    internal static readonly ValueOption<string> TemplateFile = new(
        "--chat-template-file",
        "FNAME",
        ValueParsers.Text,
        "",
        "file with a chat template"
    )
    {
        Environment = "LLAMA_ARG_CHAT_TEMPLATE_FILE",
    };

    internal static readonly ValueOption<string> TemplateArguments = new(
        "--chat-template-kwargs",
        "JSON",
        ReadObject,
        "",
        "keyword arguments of the template, such as {\"enable_thinking\": false}"
    )
    {
        Environment = "LLAMA_ARG_CHAT_TEMPLATE_KWARGS",
    };

    internal static readonly OptionGroup Group = new("chat", [Template, TemplateFile, TemplateArguments]);

    private static string ReadObject(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? text
                : throw new FormatException("a JSON object is expected");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"a JSON object is expected: {problem.Message}");
        }
    }
}
