// Escape sequences in texts.
using Caravan.Cli.Options;

namespace Caravan.Cli.Tests.Options;

public class EscapeSequencesTests
{
    [Theory]
    [InlineData(@"a\nb", "a\nb")]
    [InlineData(@"\r\t\'\""\\", "\r\t'\"\\")]
    [InlineData(@"\x41\x7a", "Az")]
    [InlineData(@"\xc3\xa9", "é")]
    [InlineData(@"\x4", @"\x4")]
    [InlineData(@"\xzz", @"\xzz")]
    [InlineData(@"\q", @"\q")]
    [InlineData(@"end\", @"end\")]
    [InlineData("plain é", "plain é")]
    [InlineData("", "")]
    public void Escapes_read_as_in_llama_cpp(string text, string expected) =>
        Assert.Equal(expected, EscapeSequences.Process(text));

    [Fact]
    public void An_escape_may_stand_for_any_byte() =>
        Assert.Equal([0xFF, (byte)'!'], EscapeSequences.Process(@"\xff!"u8));
}
