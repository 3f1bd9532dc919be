// What is done for templates that cannot express everything.
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Chat;

public sealed class ChatTemplateTests
{
    private static readonly ChatMessage[] Called =
    [
        new("user", "what time is it?"),
        new("assistant", null) { ToolCalls = [new ChatToolCall("1", "now", "{\"zone\": \"UTC\"}")] },
        new("tool", "12:00") { Name = "now", ToolCallId = "1" },
    ];

    private static readonly JinjaList Tools = (JinjaList)
        JinjaValues.ParseJson("""[{"type":"function","function":{"name":"now","description":"tells the time"}}]""");

    [Fact]
    public void Tools_that_a_template_does_not_show_are_described_in_the_system_message()
    {
        string text = BuiltIn("chatml")
            .Render(new ChatTemplateInput { Messages = [new("system", "Be brief."), .. Called], Tools = Tools });
        Assert.StartsWith("<|im_start|>system\nBe brief.\n\nYou may use these tools:\n{", text);
        Assert.Contains("tells the time", text);
        Assert.Contains("{\"tool_calls\": [{\"name\": \"now\", \"arguments\": {\"zone\": \"UTC\"}}]}", text);
        Assert.Contains("Result of now: 12:00", text);
    }

    [Fact]
    public void Tools_are_described_to_models_without_a_system_role_too()
    {
        const string UserOnly =
            "{% for m in messages %}{% if m.role == 'user' %}user: {{ m.content }}\n{% endif %}{% endfor %}";
        string text = new ChatTemplate(UserOnly, new ChatTokens("", "")).Render(
            new ChatTemplateInput { Messages = Called[..1], Tools = Tools }
        );
        Assert.StartsWith("user: You may use these tools:", text);
        Assert.EndsWith("what time is it?\n", text);
    }

    [Fact]
    public void Tools_that_a_template_shows_are_left_to_it()
    {
        string text = BuiltIn("qwen").Render(new ChatTemplateInput { Messages = Called, Tools = Tools });
        Assert.DoesNotContain("You may use these tools", text);
        Assert.Contains("tells the time", text);
    }

    [Theory]
    [InlineData("chatml", "<|im_end|>")]
    [InlineData("llama3", "<|eot_id|>")]
    [InlineData("vicuna", "</s>")]
    [InlineData("deepseek", "<|EOT|>")]
    [InlineData("rwkv-world", "\n\nUser:")]
    [InlineData("chatglm4", "<|user|>")]
    [InlineData("mistral-v7", "</s>")]
    public void Answers_end_at_what_the_template_writes_after_them(string name, string expected) =>
        Assert.Equal([expected], BuiltIn(name).StopStrings);

    [Fact]
    public void Every_shipped_template_tells_where_answers_end()
    {
        string folder = SharedFolder.Require("jinja/templates");
        Assert.All(
            Directory.GetFiles(folder, "*.jinja"),
            path =>
            {
                ChatTemplate template = new(File.ReadAllText(path), new ChatTokens("<s>", "</s>"));
                Assert.InRange(Assert.Single(template.StopStrings).Length, 2, 64);
            }
        );
    }

    private static ChatTemplate BuiltIn(string name) =>
        new(BuiltInChatTemplates.Find(name)!, new ChatTokens("<s>", "</s>"));
}
