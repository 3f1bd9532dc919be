// The templates that come with the program, against what llama.cpp writes.
using System.Text.Json;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Chat;

public sealed class BuiltInTemplateTests
{
    private const string Fixture = "tests/Caravan.Models.Tests/Chat/Fixtures/llama-cpp-templates.json";

    public static TheoryData<string> Names
    {
        get
        {
            using JsonDocument document = Read();
            return [.. document.RootElement.GetProperty("templates").EnumerateObject().Select(entry => entry.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_built_in_template_writes_what_llama_cpp_writes(string name)
    {
        using JsonDocument document = Read();
        JsonElement expected = document.RootElement.GetProperty("templates").GetProperty(name);
        JinjaTemplate template = JinjaTemplate.Compile(BuiltInChatTemplates.Find(name)!);
        int index = 0;
        foreach (JsonElement conversation in document.RootElement.GetProperty("conversations").EnumerateArray())
        {
            Dictionary<string, JinjaValue> variables = new()
            {
                ["messages"] = JinjaValues.FromJson(conversation.GetProperty("messages")),
                ["add_generation_prompt"] = JinjaValues.FromJson(conversation.GetProperty("addGenerationPrompt")),
            };
            Assert.Equal(expected[index++].GetString(), template.Render(variables));
        }
    }

    [Theory]
    [InlineData("simple.json")]
    [InlineData("system.json")]
    [InlineData("tool_use.json")]
    public void Qwen_writes_what_the_vendors_template_writes(string context)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(SharedFolder.Require($"jinja/contexts/{context}"))
        );
        Dictionary<string, JinjaValue> variables = TemplateCases.Variables(document.RootElement);
        // The vendor's marks a last answer as one without reasoning; prompts end before the answer.
        List<JinjaValue> messages = ((JinjaList)variables["messages"]).Items;
        messages.RemoveAt(messages.Count - 1);
        string expected = JinjaTemplate
            .Compile(File.ReadAllText(SharedFolder.Require("jinja/templates/Qwen-Qwen3-0.6B.jinja")))
            .Render(variables);
        Assert.Equal(expected, JinjaTemplate.Compile(BuiltInChatTemplates.Find("qwen")!).Render(variables));
    }

    [Fact]
    public void Every_built_in_template_shows_every_message_of_a_conversation()
    {
        foreach (string name in BuiltInChatTemplates.Names)
        {
            ChatTemplate template = new(BuiltInChatTemplates.Find(name)!, new ChatTokens("<s>", "</s>"));
            string text = template.Render(
                new ChatTemplateInput
                {
                    Messages =
                    [
                        new ChatMessage("system", "one"),
                        new ChatMessage("user", "two"),
                        new ChatMessage("assistant", "three"),
                        new ChatMessage("user", "four"),
                    ],
                }
            );
            Assert.All(["one", "two", "three", "four"], word => Assert.Contains(word, text));
        }
    }

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllText(RepositoryRoot.PathTo(Fixture)));
}
