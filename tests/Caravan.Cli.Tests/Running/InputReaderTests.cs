// What the user writes in interactive mode.
using Caravan.Cli.Running;

namespace Caravan.Cli.Tests.Running;

public class InputReaderTests
{
    [Fact]
    public void A_line_is_an_input() => Assert.Equal("one", Read("one\ntwo\n"));

    [Fact]
    public void A_line_that_ends_in_a_backslash_goes_on() => Assert.Equal("one\ntwo", Read("one\\\ntwo\nthree\n"));

    [Fact]
    public void Multiline_input_ends_with_a_backslash() =>
        Assert.Equal("one\ntwo", Read("one\ntwo\\\nthree\n", isMultiline: true));

    [Fact]
    public void A_slash_hands_over_at_once() => Assert.Equal("one", Read("one/\ntwo\n", isMultiline: true));

    [Fact]
    public void The_end_of_input_is_told() => Assert.Null(Read(""));

    [Fact]
    public void An_empty_line_is_an_empty_input() => Assert.Equal("", Read("\n"));

    [Fact]
    public void What_was_written_before_the_end_counts() => Assert.Equal("one\n", Read("one\\\n"));

    private static string? Read(string text, bool isMultiline = false) =>
        new InputReader(new StringReader(text), isMultiline).Read();
}
