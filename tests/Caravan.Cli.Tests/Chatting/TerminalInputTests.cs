// What is typed and pasted on a terminal.
using System.Text;
using Caravan.Cli.Chatting;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Tests.Chatting;

public sealed class TerminalInputTests : IDisposable
{
    private const string Begin = "\u001b[200~";
    private const string End = "\u001b[201~";
    private readonly MemoryStream screen = new();

    public void Dispose() => screen.Dispose();

    [Theory]
    [InlineData("one\r", "one")]
    [InlineData("onx\u007fe\r", "one")]
    [InlineData(Begin + "one\rtwo" + End + "\r", "one\ntwo")]
    [InlineData(Begin + "one\r\ntwo\nthree" + End + "\r", "one\ntwo\nthree")]
    [InlineData("say: " + Begin + "if x:\r\ty\r" + End + "!\r", "say: if x:\n\ty\n!")]
    [InlineData(Begin + "\"\"\"one\rtwo\\" + End + "\r", "\"\"\"one\ntwo\\")]
    [InlineData(Begin + "a\u001b[31mb\u0004" + End + "\r", "a[31mb")]
    [InlineData(Begin + "a" + Begin + "b" + End + "\r", "a[200~b")]
    [InlineData(Begin + End + "a\r", "a")]
    [InlineData("\u001b[20xa\r", "[20xa")]
    [InlineData("\u001b\u001b[200~a" + End + "\r", "a")]
    public void A_message_is_what_was_typed_and_pasted(string keys, string expected) =>
        Assert.Equal(expected, new UserMessages(Input(keys, new LineHistory())).Read());

    [Fact]
    public void The_terminal_marks_pastes_only_while_a_line_is_written()
    {
        Input("one\r", new LineHistory()).ReadLine("> ");
        string shown = Encoding.UTF8.GetString(screen.ToArray());
        Assert.StartsWith("\u001b[?2004h", shown, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?2004l", shown, StringComparison.Ordinal);
        Assert.Contains("> one", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paste_that_was_sent_comes_back_whole()
    {
        LineHistory history = new();
        TerminalInput input = Input(Begin + "one\rtwo" + End + "\r\u0010!\r\u0004", history);
        Assert.Equal("one\ntwo", input.ReadLine("> "));
        Assert.Equal("one\ntwo!", input.ReadLine("> "));
        Assert.Null(input.ReadLine("> "));
    }

    [Fact]
    public void A_paste_without_end_is_cut_off()
    {
        string text = new('x', PasteReader.MostCharacters + 10);
        Assert.Equal(
            PasteReader.MostCharacters,
            Input(Begin + text + End + "\r", new LineHistory()).ReadLine("> ")!.Length
        );
    }

    [Theory]
    [InlineData("a\nb", 1, 1)]
    [InlineData("a\n", 1, 0)]
    [InlineData("0123456789\nb", 1, 1)]
    public void A_line_break_begins_a_row(string text, int row, int column) =>
        Assert.Equal((row, column), CellLayout.End(text, 10));

    private TerminalInput Input(string keys, LineHistory history)
    {
        StandardOutput output = new(screen);
        return new TerminalInput(new TypedKeys(keys), history, output, new TextStyle(output, isColored: false));
    }
}
