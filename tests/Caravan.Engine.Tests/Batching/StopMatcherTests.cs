// Texts that end an answer, in text that comes in pieces.
using System.Text;
using Caravan.Engine.Batching;

namespace Caravan.Engine.Tests.Batching;

public class StopMatcherTests
{
    [Theory]
    [InlineData("one two three", "one two three", null, "four")]
    [InlineData("one two three", "one ", "two", "two", "three")]
    [InlineData("aab aaab", "aab ", "aaab", "aaab")]
    [InlineData("one tw", "one tw", null, "two")]
    [InlineData("END", "", "END", "END")]
    [InlineData("x<|im_end|>y", "x", "<|im_end|>", "<|im_end|>", "y")]
    public void Text_before_the_first_stop_is_given_at_each_fragmentation(
        string text,
        string expected,
        string? found,
        params string[] stops
    )
    {
        for (int cut = 0; cut <= text.Length; cut++)
        {
            Assert.Equal((expected, found), Read(stops, text[..cut], text[cut..]));
        }

        Assert.Equal((expected, found), Read(stops, [.. text.Select(letter => letter.ToString())]));
    }

    [Fact]
    public void Only_what_may_begin_a_stop_is_held_back()
    {
        StopMatcher matcher = new(["</s>", "User:"]);
        Assert.Equal("one ", matcher.Append("one </"));
        Assert.Equal("</p> ", matcher.Append("p> Us"));
        Assert.Equal("Us", matcher.Flush());
    }

    [Fact]
    public void An_empty_stop_is_refused() => Assert.Throws<ArgumentException>(() => new StopMatcher(["a", ""]));

    private static (string Text, string? Found) Read(string[] stops, params string[] pieces)
    {
        StopMatcher matcher = new(stops);
        StringBuilder text = new();
        foreach (string piece in pieces)
        {
            text.Append(matcher.Append(piece));
        }

        return (text.Append(matcher.IsStopped ? "" : matcher.Flush()).ToString(), matcher.Found);
    }
}
