// Messages of earlier runs.
using Caravan.Cli.Terminal;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Chatting;

public sealed class HistoryFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => Path.Combine(folder.FullPath, "state", "chat-history");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Messages_come_back_in_the_next_run_whatever_is_in_them()
    {
        LineHistory first = new(new HistoryFile(FilePath, 10));
        string[] messages = ["one", "two\nlines \\n", "\u65E5\u672C\\", "last"];
        Array.ForEach(messages, first.Add);
        LineHistory next = new(new HistoryFile(FilePath, 10));
        Assert.Equal(messages.Reverse(), messages.Select(_ => next.Back("")));
    }

    [Fact]
    public void Only_the_user_may_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no mode there");
        new LineHistory(new HistoryFile(FilePath, 10)).Add("secret");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public void The_last_messages_are_kept_and_the_file_is_cut_down_to_them()
    {
        LineHistory first = new(new HistoryFile(FilePath, 3));
        for (int i = 0; i < 5; i++)
        {
            first.Add($"{i}");
        }

        Assert.Equal(["2", "3", "4"], new HistoryFile(FilePath, 3).Load());
        Assert.Equal("2\n3\n4\n", File.ReadAllText(FilePath));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_costs_nothing()
    {
        Directory.CreateDirectory(FilePath);
        LineHistory history = new(new HistoryFile(FilePath, 3));
        history.Add("one");
        Assert.Equal("one", history.Back(""));
    }

    [Theory]
    [InlineData("/x/file", "CARAVAN_CHAT_HISTORY=/x/file", "HOME=/h")]
    [InlineData(null, "CARAVAN_CHAT_HISTORY=", "HOME=/h")]
    [InlineData("/s/caravan/chat-history", "XDG_STATE_HOME=/s", "HOME=/h")]
    [InlineData("/h/.local/state/caravan/chat-history", "HOME=/h")]
    [InlineData(null)]
    public void The_file_is_where_the_system_keeps_state(string? expected, params string[] environment)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "other folders there");
        Dictionary<string, string> values = environment
            .Select(pair => pair.Split('='))
            .ToDictionary(p => p[0], p => p[1]);
        Assert.Equal(expected, HistoryFile.Find(name => values.GetValueOrDefault(name)));
    }
}
