// Reverse prompts.
using Caravan.Cli.Running;
using Caravan.Gguf;
using Caravan.Models.Tokenizers;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Running;

public sealed class StopTextsTests : IDisposable
{
    private const int EndOfText = 2047;
    private readonly GgufFile file = GgufFile.Open(RepositoryRoot.PathTo("models/austen-llama-Q8_0.gguf"));

    public void Dispose() => file.Dispose();

    [Theory]
    [InlineData(true, "User:")]
    [InlineData(true, "Us", "er", ":")]
    [InlineData(true, "long text before User:")]
    [InlineData(false, "User")]
    [InlineData(false, "User:", " and more")]
    public void The_text_must_end_in_the_stop_text(bool expected, params string[] pieces) =>
        Assert.Equal(expected, Feed(slack: 0, pieces));

    [Fact]
    public void A_little_may_follow_where_nobody_can_intervene() => Assert.True(Feed(slack: 2, "User", ": \n"));

    [Fact]
    public void Not_much_may_follow() => Assert.False(Feed(slack: 2, "User", ": \n\n"));

    [Fact]
    public void A_stop_text_that_is_a_control_token_needs_no_text() =>
        Assert.True(New(0, "<|endoftext|>").Add(EndOfText, ""));

    [Fact]
    public void What_was_cleared_is_forgotten()
    {
        StopTexts texts = New(0, "User:");
        texts.Add(0, "User");
        texts.Clear();
        Assert.False(texts.Add(0, ":"));
    }

    [Fact]
    public void Nothing_stops_without_stop_texts() => Assert.False(New(0).Add(0, "anything"));

    private bool Feed(int slack, params string[] pieces)
    {
        StopTexts texts = New(slack, "User:");
        bool stops = false;
        foreach (string piece in pieces)
        {
            stops = texts.Add(0, piece);
        }

        return stops;
    }

    private StopTexts New(int slack, params string[] texts) =>
        new(texts, new Tokenizer(VocabularyReader.Read(file.Metadata)), slack);
}
