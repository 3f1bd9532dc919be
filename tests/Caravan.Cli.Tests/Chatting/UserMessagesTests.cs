// Messages of one line or several.
using Caravan.Cli.Chatting;

namespace Caravan.Cli.Tests.Chatting;

public class UserMessagesTests
{
    [Theory]
    [InlineData("one\ntwo\n", "one")]
    [InlineData("one\\\ntwo\\\nthree\nfour\n", "one\ntwo\nthree")]
    [InlineData("one\\", "one\n")]
    [InlineData("\n", "")]
    [InlineData("\"\"\"\none\n\ntwo\n\"\"\"\nthree\n", "one\n\ntwo")]
    [InlineData("\"\"\"one\ntwo\"\"\"\nthree\n", "one\ntwo")]
    [InlineData("\"\"\"one\"\"\"\n", "one")]
    [InlineData("\"\"\"\none", "one")]
    [InlineData("say \"\"\" so\n", "say \"\"\" so")]
    public void A_message_has_one_line_or_several(string input, string expected) => Assert.Equal(expected, Read(input));

    [Fact]
    public void The_end_of_input_is_told() => Assert.Null(Read(""));

    private static string? Read(string input) => new UserMessages(new PipeInput(new StringReader(input))).Read();
}
