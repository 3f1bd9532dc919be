// How options may be spelled.
using Caravan.Cli.Options;
using Caravan.Tensors;

namespace Caravan.Cli.Tests.Options;

public class SpellingTests
{
    [Theory]
    [InlineData("--top_p")]
    [InlineData("--top-p")]
    public void Underscores_of_long_options_read_as_hyphens(string name) =>
        Assert.Equal(0.25f, Parsed.Run(name, "0.25").Options.Get(SamplingOptions.TopP));

    [Fact]
    public void Underscores_of_values_stay() =>
        Assert.Equal(TensorType.Q8_0, Parsed.Run("--cache_type_k", "q8_0").Options.Get(ContextOptions.KeyCacheType));

    [Theory]
    [InlineData("-n")]
    [InlineData("--predict")]
    [InlineData("--n-predict")]
    [InlineData("--n_predict")]
    public void Aliases_mean_the_same(string name) =>
        Assert.Equal(7, Parsed.Run(name, "7").Options.Get(GenerationOptions.Predict));

    [Theory]
    [InlineData("-1")]
    [InlineData("@file")]
    [InlineData("-n")]
    [InlineData("--temp")]
    [InlineData("--")]
    [InlineData("")]
    [InlineData("a=b:c")]
    [InlineData("=")]
    [InlineData("/x")]
    [InlineData("[directive]")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    public void Whatever_follows_an_option_is_its_value(string value) =>
        Assert.Equal(value, Parsed.Run("-p", value, "-s", "5").Options.Get(PromptOptions.Prompt));

    [Fact]
    public void A_value_may_be_joined_with_a_sign() =>
        Assert.Equal("a=b", Parsed.Run("--prompt=a=b").Options.Get(PromptOptions.Prompt));

    [Fact]
    public void Single_letters_are_not_bundled() =>
        Assert.Contains("-ie", Parsed.Refusal("-ie"), StringComparison.Ordinal);

    [Fact]
    public void An_option_given_twice_counts_as_the_last_one() =>
        Assert.Equal(2, Parsed.Run("--top-k", "1", "--top_k", "2").Options.Get(SamplingOptions.TopK));

    [Fact]
    public void A_negative_spelling_after_a_positive_one_counts() =>
        Assert.False(Parsed.Run("--escape", "--no-escape").Options.Get(PromptOptions.Escape));

    [Fact]
    public void A_positive_spelling_after_a_negative_one_counts() =>
        Assert.True(Parsed.Run("--no-escape", "-e").Options.Get(PromptOptions.Escape));

    [Fact]
    public void Repeatable_options_keep_all_values_in_order() =>
        Assert.Equal(
            ["a", "b"],
            Parsed.Run("-r", "a", "--reverse-prompt", "b").Options.Get(GenerationOptions.ReversePrompt)
        );

    [Theory]
    [InlineData(true, "-fa")]
    [InlineData(true, "-fa", "on")]
    [InlineData(true, "-fa", "ON")]
    [InlineData(true, "-fa", "1")]
    [InlineData(true, "--flash-attn", "-fa")]
    [InlineData(null, "-fa", "auto")]
    [InlineData(false, "-fa", "off")]
    [InlineData(false, "-fa", "0")]
    [InlineData(false, "-no-fa")]
    [InlineData(false, "-fa", "--no-flash-attn")]
    public void Flash_attention_takes_a_word_or_none(bool? expected, params string[] arguments) =>
        Assert.Equal(expected, Parsed.Run(arguments).Options.Get(ContextOptions.FlashAttention));

    [Fact]
    public void A_bare_option_leaves_the_next_one_alone()
    {
        ParsedCommand parsed = Parsed.Run("-fa", "-n", "3");
        Assert.True(parsed.Options.Get(ContextOptions.FlashAttention));
        Assert.Equal(3, parsed.Options.Get(GenerationOptions.Predict));
    }

    [Fact]
    public void A_prompt_option_at_the_end_of_the_line_is_an_empty_prompt() =>
        Assert.Equal("", Parsed.Run("-n", "3", "--prompt").Options.Get(PromptOptions.Prompt));

    [Fact]
    public void The_last_source_of_the_prompt_counts()
    {
        OptionValues values = Parsed.Run("-f", "a", "-p", "b", "-f", "c").Options;
        Assert.Same(PromptOptions.File, values.LastOf(PromptOptions.Prompt, PromptOptions.File));
    }
}
