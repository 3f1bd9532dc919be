// Which template a model speaks by.
using Caravan.Gguf;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.Models.Tests.Tokenizers;
using Caravan.Models.Tokenizers;

namespace Caravan.Models.Tests.Chat;

public sealed class ChatTemplateSetTests
{
    private static readonly ChatTemplateInput Hello = new() { Messages = [new ChatMessage("user", "hello")] };

    private static readonly ChatTemplateInput HelloWithTools = Hello with
    {
        Tools = (JinjaList)JinjaValues.ParseJson("""[{"type":"function","function":{"name":"f"}}]"""),
    };

    [Fact]
    public void The_files_template_is_used_where_none_is_wished_for()
    {
        ChatTemplateSet set = Choose(null, (ChatTemplateKeys.Default, "own {{ messages[-1].content }}"));
        Assert.Equal("own hello", set.Render(Hello));
        Assert.StartsWith("own ", set.Render(HelloWithTools));
    }

    [Fact]
    public void The_files_template_for_tools_is_used_with_tools()
    {
        ChatTemplateSet set = Choose(
            null,
            (ChatTemplateKeys.Default, "own"),
            (ChatTemplateKeys.Named("tool_use"), "tools {{ tools[0].function.name }}")
        );
        Assert.Equal("own", set.Render(Hello));
        Assert.Equal("tools f", set.Render(HelloWithTools));
    }

    [Theory]
    [InlineData("zephyr", "<|user|>\nhello<|endoftext|>\n<|assistant|>\n")]
    [InlineData("{{ messages[0].role }}", "user")]
    [InlineData("short", "the short one")]
    public void A_wish_wins_over_the_file(string wish, string expected)
    {
        ChatTemplateSet set = Choose(
            wish,
            (ChatTemplateKeys.Default, "own"),
            (ChatTemplateKeys.Named("short"), "the short one")
        );
        Assert.Equal(expected, set.Render(Hello));
    }

    [Fact]
    public void A_vocabulary_with_the_tokens_of_ChatML_speaks_ChatML()
    {
        GgufMetadata metadata = MemoryVocabulary.Bpe(
            "gpt-2",
            [("<|im_start|>", MemoryVocabulary.Control), ("<|im_end|>", MemoryVocabulary.Control)],
            []
        );
        ChatTemplateSet set = ChatTemplateSet.Choose(metadata, VocabularyReader.Read(metadata));
        Assert.Equal("<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n", set.Render(Hello));
    }

    [Fact]
    public void A_model_without_a_template_is_told_what_to_give()
    {
        ChatTemplateException error = Assert.Throws<ChatTemplateException>(() => Choose(null));
        Assert.Contains("has no chat template", error.Message);
        Assert.Contains("chatml", error.Message);
    }

    [Fact]
    public void An_unknown_name_is_told_the_names()
    {
        ChatTemplateException error = Assert.Throws<ChatTemplateException>(() => Choose("lama3"));
        Assert.Contains("'lama3'", error.Message);
        Assert.Contains("llama3", error.Message);
    }

    [Fact]
    public void A_broken_template_of_the_file_is_named_with_its_place()
    {
        ChatTemplateException error = Assert.Throws<ChatTemplateException>(() =>
            Choose(null, (ChatTemplateKeys.Default, "{% if %}"))
        );
        Assert.Contains("the template of the model's file cannot be used", error.Message);
        Assert.Contains("line 1", error.Message);
    }

    [Fact]
    public void Tokens_of_the_vocabulary_reach_the_template()
    {
        GgufMetadata metadata = MemoryVocabulary.Bpe(
            "gpt-2",
            [("<s>", MemoryVocabulary.Control), ("</s>", MemoryVocabulary.Control)],
            [],
            ("tokenizer.ggml.bos_token_id", GgufValue.Of(256u)),
            ("tokenizer.ggml.eos_token_id", GgufValue.Of(257u)),
            (TokenizerKeys.AddBos, GgufValue.Of(true))
        );
        Vocabulary vocabulary = VocabularyReader.Read(metadata);
        Assert.Equal(new ChatTokens("<s>", "</s>") { AddsBos = true }, ChatTokens.Of(vocabulary));
        ChatTemplateSet set = ChatTemplateSet.Choose(metadata, vocabulary, "{{ bos_token }}x{{ eos_token }}");
        // The tokenizer adds the first one itself.
        Assert.Equal("x</s>", set.Render(Hello));
    }

    private static ChatTemplateSet Choose(string? wish, params (string Key, string Text)[] templates)
    {
        (string, GgufValue?)[] entries =
        [
            .. templates.Select(entry => (entry.Key, (GgufValue?)GgufValue.Of(entry.Text))),
        ];
        GgufMetadata metadata = MemoryVocabulary.Bpe("gpt-2", [], [], entries);
        return ChatTemplateSet.Choose(metadata, VocabularyReader.Read(metadata), wish);
    }
}
