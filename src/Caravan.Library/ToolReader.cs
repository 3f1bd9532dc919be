// Tools of Microsoft.Extensions.AI as models take them.
using System.Text.Json.Nodes;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.Models.Chat.Output;
using Microsoft.Extensions.AI;

namespace Caravan;

/// <summary>Reads tools and the choice among them.</summary>
internal static class ToolReader
{
    /// <summary>The tools that a request offers: none where it forbids calls, one where it demands that one.</summary>
    /// <exception cref="NotSupportedException">A tool is no function.</exception>
    /// <exception cref="ArgumentException">The demanded tool is not among them.</exception>
    internal static List<ChatTool> Read(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } given || options.ToolMode is NoneChatToolMode)
        {
            return [];
        }

        List<ChatTool> tools = [.. given.Select(Read)];
        if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name })
        {
            tools.RemoveAll(tool => tool.Name != name);
            if (tools.Count == 0)
            {
                throw new ArgumentException(
                    $"the tool mode demands the function '{name}', which is not among the tools: {string.Join(", ", given.Select(tool => tool.Name))}",
                    nameof(options)
                );
            }
        }

        return tools;
    }

    /// <summary>The tools in OpenAI's form, which templates expect; null for none.</summary>
    internal static JinjaList? ForTemplate(IReadOnlyList<ChatTool> tools)
    {
        if (tools.Count == 0)
        {
            return null;
        }

        JsonArray array = [];
        foreach (ChatTool tool in tools)
        {
            array.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["type"] = "function",
                        ["function"] = new JsonObject
                        {
                            ["name"] = tool.Name,
                            ["description"] = tool.Description ?? "",
                            ["parameters"] = JsonNode.Parse(tool.Parameters),
                        },
                    }
            );
        }

        return (JinjaList)JinjaValues.ParseJson(array.ToJsonString());
    }

    /// <summary>The grammar of calls; they are held to it once one begins, or from the start where one is demanded.</summary>
    internal static GrammarConstraint Grammar(
        ChatOutputFormat format,
        IReadOnlyList<ChatTool> tools,
        ChatOptions options,
        bool beginsInReasoning
    )
    {
        ToolGrammar grammar = ToolGrammar.For(
            format,
            tools,
            new ToolGrammarOptions
            {
                IsRequired = options.ToolMode is RequiredChatToolMode,
                AllowsSeveral = options.AllowMultipleToolCalls ?? true,
                BeginsInReasoning = beginsInReasoning,
            }
        );
        return new GrammarConstraint(GrammarDefinition.FromGbnf(grammar.Gbnf, grammar.Schemas))
        {
            TriggerWords = [.. grammar.TriggerWords],
        };
    }

    private static ChatTool Read(AITool tool) =>
        tool is AIFunctionDeclaration function
            ? new ChatTool(function.Name, function.Description, function.JsonSchema.GetRawText())
            : throw new NotSupportedException(
                $"the tool '{tool.Name}' is a {tool.GetType().Name}; a model of this process can call functions only (AIFunctionFactory.Create)"
            );
}
