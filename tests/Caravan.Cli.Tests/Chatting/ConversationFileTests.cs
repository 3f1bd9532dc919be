// Conversations in files.
using Caravan.Cli.Chatting;
using Caravan.Models.Chat;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Chatting;

public sealed class ConversationFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_saved_is_loaded()
    {
        ChatMessage[] messages =
        [
            new("system", "Be \"brief\"."),
            new("user", "two\nlines \U0001F600"),
            new("assistant", "yes") { ReasoningContent = "hm" },
        ];
        string path = folder.File("chat.json");
        ConversationFile.Save(path, messages);
        List<ChatMessage> loaded = ConversationFile.Load(path);
        Assert.Equal(
            messages.Select(m => (m.Role, m.Content, m.ReasoningContent)),
            loaded.Select(m => (m.Role, m.Content, m.ReasoningContent))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"messages\": [{\"content\": \"x\"}]}")]
    [InlineData("{\"messages\": 1}")]
    [InlineData("[{\"role\": 1, \"content\": \"x\"}]")]
    public void Other_files_are_refused_in_one_line(string content)
    {
        string path = folder.Write("chat.json", System.Text.Encoding.UTF8.GetBytes(content));
        IOException error = Assert.Throws<IOException>(() => ConversationFile.Load(path));
        Assert.Contains("holds no conversation", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
