// What rendering costs.
using System.Diagnostics;
using System.Globalization;
using Caravan.Models.Chat;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Chat;

public sealed class TemplateTimeTests(ITestOutputHelper output)
{
    private const int Messages = 20;
    private const int Rounds = 101;
    private const long MostBytes = 1 << 20;

    /// <summary>Times are printed, not judged; what is judged is the memory that one rendering takes.</summary>
    [Fact]
    public void Twenty_messages_are_rendered_within_a_mebibyte()
    {
        ChatTemplateInput input = new()
        {
            Messages =
            [
                .. Enumerable
                    .Range(0, Messages)
                    .Select(i => new ChatMessage(i % 2 == 0 ? "user" : "assistant", $"{i}: {new string('x', 400)}")),
                new ChatMessage("user", "And now?"),
            ],
        };
        foreach (string path in Directory.GetFiles(SharedFolder.Require("jinja/templates"), "*.jinja").Order())
        {
            ChatTemplate template = new(File.ReadAllText(path), new ChatTokens("<s>", "</s>"));
            double[] times = new double[Rounds];
            long bytes = 0;
            for (int round = 0; round < Rounds; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                template.Render(input);
                times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Array.Sort(times);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{times[Rounds / 2], 8:0.000} ms {bytes / 1024, 5} KiB {Path.GetFileNameWithoutExtension(path)}"
                )
            );
            Assert.True(bytes < MostBytes, $"{path}: one rendering takes {bytes} bytes");
        }
    }
}
