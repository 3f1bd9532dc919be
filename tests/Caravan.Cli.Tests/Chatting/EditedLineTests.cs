// Editing a line, and earlier lines.
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Tests.Chatting;

public class EditedLineTests
{
    private readonly EditedLine line = new();

    [Fact]
    public void Characters_go_where_the_cursor_is()
    {
        Write("held");
        line.MoveLeft();
        Write("l");
        line.MoveToEnd();
        line.RemoveBefore();
        Write("o");
        Assert.Equal("hello", line.Text);
        line.MoveToStart();
        line.RemoveBehind();
        Write("J");
        Assert.Equal(("Jello", 1), (line.Text, line.Cursor));
    }

    [Fact]
    public void Words_are_moved_over_and_removed()
    {
        Write("one two  three");
        line.MoveWordLeft();
        Assert.Equal(9, line.Cursor);
        line.RemoveWord();
        Assert.Equal("one three", line.Text);
        line.MoveToStart();
        line.MoveWordRight();
        Assert.Equal(3, line.Cursor);
        line.RemoveAllBehind();
        Assert.Equal("one", line.Text);
        line.RemoveAllBefore();
        Assert.Equal("", line.Text);
    }

    [Fact]
    public void A_surrogate_pair_is_one_character()
    {
        Write("a\U0001F600b");
        line.MoveLeft();
        line.MoveLeft();
        Assert.Equal(1, line.Cursor);
        line.RemoveBehind();
        Assert.Equal("ab", line.Text);
        Write("\uD83D");
        Assert.True(line.IsHalf);
        Write("\uDE00");
        Assert.False(line.IsHalf);
        line.RemoveBefore();
        Assert.Equal("ab", line.Text);
    }

    [Fact]
    public void Nothing_happens_at_the_edges()
    {
        line.MoveLeft();
        line.RemoveBefore();
        line.RemoveWord();
        line.RemoveBehind();
        line.MoveRight();
        line.MoveWordRight();
        Assert.Equal(("", 0), (line.Text, line.Cursor));
    }

    [Fact]
    public void Earlier_lines_come_back_and_the_one_being_written_too()
    {
        LineHistory history = new();
        history.Add("one");
        history.Add("two");
        history.Add("two");
        history.Add("");
        Assert.Equal("two", history.Back("draft"));
        Assert.Equal("one", history.Back("two"));
        Assert.Equal("one", history.Back("one"));
        Assert.Equal("two", history.Forth("one"));
        Assert.Equal("draft", history.Forth("two"));
        Assert.Equal("draft", history.Forth("draft"));
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("> abc", 0, 5)]
    [InlineData("0123456789", 1, 0)]
    [InlineData("0123456789a", 1, 1)]
    [InlineData("012345678\u65E5", 1, 2)]
    [InlineData("\u65E5\u672C", 0, 4)]
    [InlineData("e\u0301", 0, 1)]
    [InlineData("\U0001F600", 0, 2)]
    public void Wide_and_combining_characters_take_their_cells(string text, int row, int column) =>
        Assert.Equal((row, column), CellLayout.End(text, 10));

    private void Write(string text)
    {
        foreach (char character in text)
        {
            line.Insert(character);
        }
    }
}
