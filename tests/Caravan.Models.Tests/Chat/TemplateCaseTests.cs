// The recorded cases of huggingface.js, and templates as they are shipped.
using System.Text.Json;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Chat;

public sealed class TemplateCaseTests
{
    [Theory]
    [InlineData("jinja/unit.json", 161)]
    [InlineData("jinja/end-to-end.json", 40)]
    public void Recorded_cases_give_the_expected_text(string file, int count)
    {
        (int found, List<string> failures) = TemplateCases.Run(file);
        Assert.Equal(count, found);
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void Shipped_templates_render_every_context()
    {
        List<string> failures = [];
        foreach (string template in Directory.GetFiles(SharedFolder.Require("jinja/templates"), "*.jinja"))
        {
            foreach (string context in Directory.GetFiles(SharedFolder.Require("jinja/contexts")))
            {
                try
                {
                    string text = Render(template, context);
                    // The last message of every context is an answer that no template leaves out.
                    Assert.Contains(
                        context.EndsWith("tool_use.json", StringComparison.Ordinal) ? "Anything else?" : "llama.cpp!",
                        text
                    );
                }
                catch (JinjaException error)
                {
                    failures.Add($"{Path.GetFileName(template)} {Path.GetFileName(context)}: {error.Message}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static string Render(string template, string context)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(context));
        JsonElement root = document.RootElement;
        Dictionary<string, JinjaValue> arguments = TemplateCases.Variables(root);
        arguments.Remove("messages");
        JinjaList? tools = arguments.Remove("tools", out JinjaValue? value) ? (JinjaList)value : null;
        return new ChatTemplate(File.ReadAllText(template), new ChatTokens("<s>", "</s>")).Render(
            new ChatTemplateInput
            {
                Messages = [.. root.GetProperty("messages").EnumerateArray().Select(Message)],
                Tools = tools,
                Arguments = arguments,
            }
        );
    }

    private static ChatMessage Message(JsonElement message) =>
        new(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString())
        {
            Name = Text(message, "name"),
            ToolCallId = Text(message, "tool_call_id"),
            ToolCalls = message.TryGetProperty("tool_calls", out JsonElement calls)
                ?
                [
                    .. calls
                        .EnumerateArray()
                        .Select(call => new ChatToolCall(
                            call.GetProperty("id").GetString()!,
                            call.GetProperty("function").GetProperty("name").GetString()!,
                            call.GetProperty("function").GetProperty("arguments").GetString()!
                        )),
                ]
                : [],
        };

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
