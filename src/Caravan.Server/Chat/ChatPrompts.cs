// Makes prompts of conversations.
using System.Text.Json;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;

namespace Caravan.Server.Chat;

/// <summary>Renders conversations by the template of the model or of the request.</summary>
internal static class ChatPrompts
{
    private const string Arguments = "chat_template_kwargs";

    // A request's template is whoever sent it's: it gets less than one that the operator chose.
    private static readonly JinjaLimits RequestLimits = new()
    {
        MaximumTemplateLength = 1 << 16,
        MaximumSteps = 1_000_000,
        MaximumTime = TimeSpan.FromMilliseconds(250),
        MaximumMadeBytes = 32L << 20,
        MaximumOutputLength = 4 << 20,
    };

    /// <summary>The prompt of a conversation.</summary>
    /// <exception cref="ApiException">The conversation has no known form.</exception>
    /// <exception cref="JinjaException">The template refuses it, fails, or breaks a limit.</exception>
    internal static string Render(ChatRequest request, ServedModel model, JinjaList? tools)
    {
        ChatTemplate usual = model.Options.Templates.For(tools is not null);
        ChatTemplate template = string.IsNullOrEmpty(request.ChatTemplate)
            ? usual
            : new ChatTemplate(request.ChatTemplate, usual.Tokens, RequestLimits);
        return template.Render(
            new ChatTemplateInput
            {
                Messages = MessageReader.Read(request),
                AddGenerationPrompt = request.AddGenerationPrompt ?? true,
                Tools = tools,
                Documents = Documents(request),
                EnableThinking = request.EnableThinking,
                Arguments = KeywordArguments(request, model),
            }
        );
    }

    private static JinjaList? Documents(ChatRequest request) =>
        !Bodies.Has(request.Documents) ? null
        : request.Documents!.Value.ValueKind == JsonValueKind.Array
            ? (JinjaList)JinjaValues.FromJson(request.Documents.Value)
        : throw ApiException.BadRequest("documents: an array is expected", "documents");

    private static Dictionary<string, JinjaValue> KeywordArguments(ChatRequest request, ServedModel model)
    {
        Dictionary<string, JinjaValue> arguments = [];
        if (model.Options.TemplateArguments is { Length: > 0 } usual)
        {
            using JsonDocument document = JsonDocument.Parse(usual);
            Add(arguments, document.RootElement);
        }

        if (Bodies.Has(request.ChatTemplateKwargs))
        {
            Add(arguments, request.ChatTemplateKwargs!.Value);
        }

        return arguments;
    }

    private static void Add(Dictionary<string, JinjaValue> arguments, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest($"{Arguments}: an object is expected, found {Bodies.Kind(given)}", Arguments);
        }

        foreach (JsonProperty property in given.EnumerateObject())
        {
            arguments[property.Name] = JinjaValues.FromJson(property.Value);
        }
    }
}
