// Makes prompts of conversations.
using System.Text.Json;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.Models.Chat.Output;
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

    /// <summary>A conversation as a prompt with the form of its answers.</summary>
    /// <exception cref="ApiException">The conversation has no known form.</exception>
    /// <exception cref="JinjaException">The template refuses it, fails, or breaks a limit.</exception>
    internal static ChatPrompt Make(ChatRequest request, ServedModel model)
    {
        JinjaList? tools = MessageReader.Tools(request);
        ChatTemplate template = TemplateOf(request, model, tools);
        string text = Render(request, model, template, tools);
        ChatOutputFormat format = ChatOutputFormat.Of(template);
        ChatOutputOptions options = new()
        {
            Reasoning = ReasoningOf(request, model),
            Tools = ToolUse.Of(request, tools is not null),
            BeginsInReasoning = format.EndsInReasoning(text),
        };
        GrammarConstraint? form =
            GrammarReader.Read(request.ResponseFormat) ?? ToolUse.Grammar(request, format, options);
        return new ChatPrompt(text, format, options, form, template.StopStrings);
    }

    /// <summary>The prompt of a conversation alone.</summary>
    /// <exception cref="ApiException">The conversation has no known form.</exception>
    /// <exception cref="JinjaException">The template refuses it, fails, or breaks a limit.</exception>
    internal static string Render(ChatRequest request, ServedModel model)
    {
        JinjaList? tools = MessageReader.Tools(request);
        return Render(request, model, TemplateOf(request, model, tools), tools);
    }

    private static ChatTemplate TemplateOf(ChatRequest request, ServedModel model, JinjaList? tools)
    {
        ChatTemplate usual = model.Options.Templates.For(tools is not null);
        return string.IsNullOrEmpty(request.ChatTemplate)
            ? usual
            : new ChatTemplate(request.ChatTemplate, usual.Tokens, RequestLimits);
    }

    private static string Render(ChatRequest request, ServedModel model, ChatTemplate template, JinjaList? tools) =>
        template.Render(
            new ChatTemplateInput
            {
                Messages = MessageReader.Read(request),
                AddGenerationPrompt = request.AddGenerationPrompt ?? true,
                Tools = tools,
                Documents = Documents(request),
                EnableThinking = request.EnableThinking ?? model.Options.EnablesThinking,
                Arguments = KeywordArguments(request, model),
            }
        );

    private static ReasoningHandling ReasoningOf(ChatRequest request, ServedModel model) =>
        request.ReasoningFormat switch
        {
            null or "" => model.Options.Reasoning,
            "none" => ReasoningHandling.InContent,
            "auto" or "deepseek" => ReasoningHandling.Apart,
            "deepseek-legacy" => ReasoningHandling.Both,
            { } other => throw ApiException.BadRequest(
                $"reasoning_format is '{other}'; none, auto, deepseek and deepseek-legacy are known",
                "reasoning_format"
            ),
        };

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
