// Outputs taken apart, whole and in every kind of pieces.
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Chat.Output;

public sealed class ChatOutputParserTests
{
    public static TheoryData<string> Names => [.. OutputCases.All.Select(item => item.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_output_is_taken_apart_whole(string name)
    {
        OutputCase item = Find(name);
        Assert.Equal(item.Expected, item.Parse(item.Text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_output_is_taken_apart_at_each_fragmentation(string name)
    {
        OutputCase item = Find(name);
        for (int cut = 0; cut <= item.Text.Length; cut++)
        {
            Assert.Equal(item.Expected, item.Parse(item.Text[..cut], "", item.Text[cut..]));
        }

        for (int size = 1; size <= 7; size++)
        {
            Assert.Equal(item.Expected, item.Parse(item.Text.Chunk(size).Select(piece => new string(piece))));
        }
    }

    [Fact]
    public void Outputs_of_marks_in_any_order_are_read_alike_in_all_fragmentations()
    {
        Random random = new(1);
        string[] pieces =
        [
            .. OutputCases
                .All.SelectMany(item => item.Text.Split(' ', '\n'))
                .Where(piece => piece.Length is > 0 and < 99),
            "<tool_call>",
            "</tool_call>",
            "<think>",
            "</think>",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            "\n",
            " ",
        ];
        ToolCallSyntax[] syntaxes = Enum.GetValues<ToolCallSyntax>();
        for (int round = 0; round < 3000; round++)
        {
            string text = string.Concat(
                Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)])
            );
            OutputCase item = new("random", syntaxes[round % syntaxes.Length], text, "")
            {
                BeginsInReasoning = round % 7 == 0,
                Handling = (ReasoningHandling)(round % 3),
            };
            string whole = item.Parse(text);
            Assert.Equal(whole, item.Parse(text.Select(letter => letter.ToString())));
            Assert.Equal(whole, item.Parse(text.Chunk(5).Select(piece => new string(piece))));
        }
    }

    [Fact]
    public void Content_is_handed_over_as_it_comes()
    {
        ChatOutputCollector collector = new();
        ChatOutputParser parser = new(
            new ChatOutputFormat(ToolCallSyntax.Hermes, new ReasoningTags("<think>", "</think>")),
            new ChatOutputOptions { Tools = OutputCase.AllTools },
            collector
        );
        parser.Append("<think>Hm");
        Assert.Equal("Hm", collector.ToMessage().ReasoningContent);
        parser.Append("m</think>Hello <");
        Assert.Equal("Hello", collector.ToMessage().Content);
        parser.Append("b>");
        Assert.Equal("Hello <b>", collector.ToMessage().Content);
    }

    [Fact]
    public void Appending_content_allocates_nothing()
    {
        CountingSink sink = new();
        ChatOutputParser parser = new(
            new ChatOutputFormat(ToolCallSyntax.Hermes, new ReasoningTags("<think>", "</think>")),
            new ChatOutputOptions { Tools = OutputCase.AllTools },
            sink
        );
        parser.Append("Some words to begin with, and a < b. ");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            parser.Append(" word<");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sink.Characters > 5000);
    }

    [Theory]
    [InlineData("Qwen-Qwen3-0.6B", ToolCallSyntax.Hermes, "<think>")]
    [InlineData("Qwen-Qwen2.5-7B-Instruct", ToolCallSyntax.Hermes, null)]
    [InlineData("Qwen3-Coder", ToolCallSyntax.QwenCoder, null)]
    [InlineData("Qwen3.5-4B", ToolCallSyntax.QwenCoder, "<think>")]
    [InlineData("GLM-4.6", ToolCallSyntax.Glm, "<think>")]
    [InlineData("NousResearch-Hermes-3-Llama-3.1-8B-tool_use", ToolCallSyntax.Hermes, null)]
    [InlineData("meta-llama-Llama-3.3-70B-Instruct", ToolCallSyntax.Llama3, null)]
    [InlineData("meta-llama-Llama-3.2-3B-Instruct", ToolCallSyntax.Llama3, null)]
    [InlineData("mistralai-Mistral-Nemo-Instruct-2407", ToolCallSyntax.MistralList, null)]
    [InlineData("Mistral-Small-3.2-24B-Instruct-2506", ToolCallSyntax.MistralNamed, null)]
    [InlineData("mistralai-Ministral-3-14B-Reasoning-2512", ToolCallSyntax.MistralNamed, "[THINK]")]
    [InlineData("deepseek-ai-DeepSeek-R1-Distill-Llama-8B", ToolCallSyntax.DeepSeekFenced, "<think>")]
    [InlineData("deepseek-ai-DeepSeek-V3.1", ToolCallSyntax.DeepSeekPlain, "<think>")]
    [InlineData("Kimi-K2-Thinking", ToolCallSyntax.Kimi, "<think>")]
    [InlineData("openai-gpt-oss-120b", ToolCallSyntax.Harmony, null)]
    [InlineData("ByteDance-Seed-OSS", ToolCallSyntax.Json, "<seed:think>")]
    [InlineData("google-gemma-2-2b-it", ToolCallSyntax.Json, null)]
    [InlineData("microsoft-Phi-3.5-mini-instruct", ToolCallSyntax.Json, null)]
    public void A_template_says_how_the_model_writes(string template, ToolCallSyntax syntax, string? opening)
    {
        string source = File.ReadAllText(SharedFolder.Require($"jinja/templates/{template}.jinja"));
        ChatOutputFormat format = ChatOutputFormat.Of(new ChatTemplate(source, new ChatTokens("", "")));
        Assert.Equal(syntax, format.Calls);
        Assert.Equal(opening, format.Reasoning?.Open);
    }

    [Theory]
    [InlineData("<|im_start|>assistant\n<think>\n", true)]
    [InlineData("<|im_start|>assistant\n<think>\n\n</think>\n\n", false)]
    [InlineData("<|im_start|>assistant\n", false)]
    public void A_prompt_says_whether_it_ends_within_reasoning(string prompt, bool expected) =>
        Assert.Equal(
            expected,
            new ChatOutputFormat(ToolCallSyntax.Hermes, new ReasoningTags("<think>", "</think>")).EndsInReasoning(
                prompt
            )
        );

    private static OutputCase Find(string name) => OutputCases.All.Single(item => item.ToString() == name);

    private sealed class CountingSink : IChatOutputSink
    {
        public int Characters { get; private set; }

        public void Content(ReadOnlySpan<char> text) => Characters += text.Length;

        public void Reasoning(ReadOnlySpan<char> text) => Characters += text.Length;

        public void ToolCall(ChatToolCall call) => Characters++;
    }
}
