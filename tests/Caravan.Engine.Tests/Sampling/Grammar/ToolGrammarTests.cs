// Grammars of calls: what they allow is what the parser of outputs reads as calls.
using System.Text.Json;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;
using Json.Schema;

namespace Caravan.Engine.Tests.Sampling.Grammar;

public class ToolGrammarTests
{
    private const int Most = 4000;
    private static readonly ReasoningTags Tags = new("<think>", "</think>");

    private static readonly ChatTool[] Tools =
    [
        new(
            "set_light",
            null,
            """
            {"type":"object","properties":{"room":{"type":"string","enum":["hall","kitchen"]},"level":{"$ref":"#/$defs/level"},
            "colors":{"type":"array","items":{"type":"boolean"},"maxItems":3}},"required":["room","level"],
            "additionalProperties":false,"$defs":{"level":{"type":"integer","minimum":0,"maximum":100}}}
            """
        ),
        new("now", null, """{"type":"object","properties":{},"additionalProperties":false}"""),
    ];

    private static readonly ChatTool[] WithText =
    [
        new("say", null, """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""),
    ];

    public static TheoryData<ToolCallSyntax> Syntaxes => [.. Enum.GetValues<ToolCallSyntax>()];

    // gpt-oss may reason first, which random tokens never end.
    public static TheoryData<ToolCallSyntax> WithoutReasoning =>
        [.. Enum.GetValues<ToolCallSyntax>().Where(syntax => syntax != ToolCallSyntax.Harmony)];

    [Theory]
    [MemberData(nameof(WithoutReasoning))]
    public void Random_generations_are_calls_with_valid_arguments(ToolCallSyntax syntax)
    {
        ChatOutputFormat format = new(syntax, null);
        ToolGrammar grammar = ToolGrammar.For(format, Tools, new ToolGrammarOptions { IsRequired = true });
        TokenizerVocabulary vocabulary = new("models/stories260K.gguf");
        RandomModel model = new(vocabulary);
        SamplingParameters parameters = new()
        {
            Seed = 1,
            Temperature = 1.5f,
            TopK = 0,
            TopP = 1,
            MinP = 0,
            Grammar = new GrammarConstraint(GrammarDefinition.FromGbnf(grammar.Gbnf, grammar.Schemas)),
        };
        SamplerChain chain = SamplerChain.Create(parameters, vocabulary, 4096);
        for (int i = 0; i < 100; i++)
        {
            string? text = model.Generate(chain, Most);
            Assert.NotNull(text);
            ChatMessage message = Parse(format, Tools, text);
            Assert.True(string.IsNullOrEmpty(message.Content), text);
            Assert.NotEmpty(message.ToolCalls);
            foreach (ChatToolCall call in message.ToolCalls)
            {
                using JsonDocument arguments = JsonDocument.Parse(call.Arguments);
                string schema = Tools.Single(tool => tool.Name == call.Name).Parameters;
                Assert.True(JsonSchema.FromText(schema).Evaluate(arguments.RootElement).IsValid, text);
            }
        }
    }

    [Theory]
    [InlineData(
        ToolCallSyntax.QwenCoder,
        "<tool_call>\n<function=say>\n<parameter=text>\na\n</para </ parameter> x\n</parameter>\n</function>\n</tool_call>"
    )]
    [InlineData(
        ToolCallSyntax.Glm,
        "<tool_call>say\n<arg_key>text</arg_key>\n<arg_value><</arg_value</arg_value>\n</tool_call>"
    )]
    [InlineData(
        ToolCallSyntax.Hermes,
        "<tool_call>\n{\"name\": \"say\", \"arguments\": {\"text\": \"a\"}}\n</tool_call>"
    )]
    [InlineData(
        ToolCallSyntax.Harmony,
        "<|channel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>commentary to=functions.say <|constrain|>json<|message|>{\"text\": \"a\"}"
    )]
    [InlineData(ToolCallSyntax.Llama3, "{\"name\": \"say\", \"parameters\": {\"text\": \"a\"}}")]
    [InlineData(
        ToolCallSyntax.MistralNamed,
        "[TOOL_CALLS]say[ARGS]{\"text\": \"a\"}[TOOL_CALLS]say[ARGS]{\"text\": \"a\"}"
    )]
    [InlineData(
        ToolCallSyntax.DeepSeekPlain,
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>say<｜tool▁sep｜>{\"text\": \"a\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
    )]
    public void What_models_are_trained_to_write_is_allowed(ToolCallSyntax syntax, string text)
    {
        ChatOutputFormat format = new(syntax, null);
        Assert.True(Matches(format, new ToolGrammarOptions { IsRequired = true }, text));
        Assert.NotEmpty(Parse(format, WithText, text).ToolCalls);
        Assert.False(Matches(format, new ToolGrammarOptions { IsRequired = true }, "Hello"));
        Assert.False(Matches(format, new ToolGrammarOptions { IsRequired = true }, text + "!"));
    }

    [Fact]
    public void Reasoning_may_come_before_a_call_that_must_come()
    {
        ChatOutputFormat format = new(ToolCallSyntax.Hermes, Tags);
        const string Call = "<tool_call>\n{\"name\": \"say\", \"arguments\": {\"text\": \"a\"}}\n</tool_call>";
        ToolGrammarOptions required = new() { IsRequired = true };
        Assert.True(Matches(format, required, Call));
        Assert.True(Matches(format, required, "<think>\nHm < </thin </think>\n\n" + Call));
        Assert.False(Matches(format, required, "Hm.</think>\n\n" + Call));
        Assert.True(Matches(format, required with { BeginsInReasoning = true }, "Hm.</think>\n\n" + Call));
        Assert.False(Matches(format, required with { BeginsInReasoning = true }, Call));
    }

    [Fact]
    public void The_end_of_reasoning_may_be_a_control_token()
    {
        ChatOutputFormat format = new(ToolCallSyntax.Json, Tags);
        ToolGrammar grammar = ToolGrammar.For(
            format,
            WithText,
            new ToolGrammarOptions { IsRequired = true, BeginsInReasoning = true }
        );
        GrammarSampler sampler = new(
            new GrammarConstraint(GrammarDefinition.FromGbnf(grammar.Gbnf, grammar.Schemas)),
            new ByteVocabulary()
        );
        sampler.Accept('H');
        Assert.False(sampler.Allows(ByteVocabulary.Think));
        Assert.True(sampler.Allows(ByteVocabulary.EndThink));
        sampler.Accept(ByteVocabulary.EndThink);
        Assert.False(sampler.Allows('H'));
        Assert.True(sampler.Allows('{'));
    }

    [Fact]
    public void One_call_alone_is_allowed_where_several_are_not_wanted()
    {
        ChatOutputFormat format = new(ToolCallSyntax.Llama3, null);
        const string Two =
            "{\"name\": \"say\", \"parameters\": {\"text\": \"a\"}}; {\"name\": \"say\", \"parameters\": {\"text\": \"a\"}}";
        Assert.True(Matches(format, new ToolGrammarOptions { IsRequired = true }, Two));
        Assert.False(Matches(format, new ToolGrammarOptions { IsRequired = true, AllowsSeveral = false }, Two));
    }

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void A_call_that_need_not_come_is_held_to_its_form_from_its_trigger_on(ToolCallSyntax syntax)
    {
        ToolGrammar grammar = ToolGrammar.For(new ChatOutputFormat(syntax, Tags), Tools);
        GrammarConstraint constraint = new(GrammarDefinition.FromGbnf(grammar.Gbnf, grammar.Schemas))
        {
            TriggerWords = [.. grammar.TriggerWords],
        };
        Assert.True(constraint.IsLazy);
        GrammarSampler sampler = new(constraint, new ByteVocabulary());
        foreach (byte value in System.Text.Encoding.UTF8.GetBytes("Well, " + grammar.TriggerWords[0]))
        {
            sampler.Accept(value);
        }

        Assert.False(sampler.IsWaiting);
        Assert.False(sampler.MayEnd);
    }

    private static bool Matches(ChatOutputFormat format, ToolGrammarOptions options, string text)
    {
        ToolGrammar grammar = ToolGrammar.For(format, WithText, options);
        return ByteVocabulary.Matches(GrammarDefinition.FromGbnf(grammar.Gbnf, grammar.Schemas), text);
    }

    private static ChatMessage Parse(ChatOutputFormat format, ChatTool[] tools, string text)
    {
        ChatOutputCollector collector = new();
        ChatOutputParser parser = new(format, new ChatOutputOptions { Tools = tools }, collector);
        parser.Append(text);
        parser.Finish();
        return collector.ToMessage();
    }
}
