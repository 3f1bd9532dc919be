// Which tools a model may call, and how its calls are held to their form.
using System.Text.Json;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Chat.Output;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;

namespace Caravan.Server.Chat;

/// <summary>Reads OpenAI's <c>tool_choice</c>.</summary>
internal static class ToolUse
{
    private const string Field = "tool_choice";
    private const string None = "none";
    private const string Required = "required";
    private const string Auto = "auto";

    /// <summary>The tools that may be called: none, all, or the one that is asked for.</summary>
    /// <exception cref="ApiException">The choice has no known form, or names a tool that is not there.</exception>
    internal static IReadOnlyList<ChatTool> Of(ChatRequest request, bool hasTools)
    {
        string choice = Choice(request, out string? name);
        if (!hasTools)
        {
            return choice is None or Auto
                ? []
                : throw ApiException.BadRequest("tool_choice asks for a call, and there are no tools", Field);
        }

        List<ChatTool> tools = MessageReader.Functions(request);
        if (name is not null)
        {
            return tools.Find(tool => tool.Name == name) is { } named
                ? [named]
                : throw ApiException.BadRequest($"tool_choice: there is no tool '{name}'", Field);
        }

        return choice == None ? [] : tools;
    }

    /// <summary>The grammar of calls; null where no tool may be called.</summary>
    /// <exception cref="ApiException">A schema of a tool is refused.</exception>
    internal static GrammarConstraint? Grammar(ChatRequest request, ChatOutputFormat format, ChatOutputOptions output)
    {
        if (output.Tools.Count == 0)
        {
            return null;
        }

        ToolGrammar grammar = ToolGrammar.For(
            format,
            output.Tools,
            new ToolGrammarOptions
            {
                IsRequired = Choice(request, out _) == Required,
                AllowsSeveral = request.ParallelToolCalls ?? true,
                BeginsInReasoning = output.BeginsInReasoning,
            }
        );
        try
        {
            return new GrammarConstraint(GrammarDefinition.FromGbnf(grammar.Gbnf, grammar.Schemas))
            {
                TriggerWords = [.. grammar.TriggerWords],
            };
        }
        catch (GrammarException problem)
        {
            throw ApiException.BadRequest($"tools: {problem.Message}", "tools");
        }
    }

    // A choice of one function is "required" with that one alone.
    private static string Choice(ChatRequest request, out string? name)
    {
        name = null;
        switch (request.ToolChoice)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return Auto;
            case { ValueKind: JsonValueKind.String } word when word.GetString() is None or Auto or Required:
                return word.GetString()!;
            case { ValueKind: JsonValueKind.Object } choice
                when choice.TryGetProperty("function", out JsonElement function)
                    && function.ValueKind == JsonValueKind.Object
                    && function.TryGetProperty("name", out JsonElement text)
                    && text.ValueKind == JsonValueKind.String:
                name = text.GetString();
                return Required;
            case { } other:
                throw ApiException.BadRequest(
                    $"tool_choice: none, auto, required or a function is expected, found {Bodies.Kind(other)}",
                    Field
                );
        }
    }
}
