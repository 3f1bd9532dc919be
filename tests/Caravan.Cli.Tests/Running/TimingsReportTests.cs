// The block of timings.
using Caravan.Cli.Running;
using Caravan.Engine;

namespace Caravan.Cli.Tests.Running;

public class TimingsReportTests
{
    [Fact]
    public void The_block_has_llama_cpps_columns()
    {
        string[] lines = TimingsReport.Format(new SessionTimings { LoadMilliseconds = 1234.567 }).Split('\n');
        Assert.Equal("", lines[0]);
        Assert.Equal("llama_print_timings:        load time =    1234.57 ms", lines[1]);
        Assert.Equal(
            "llama_print_timings:      sample time =       0.00 ms /     1 runs   (    0.00 ms per token,      inf tokens per second)",
            lines[2]
        );
        Assert.Equal(
            "llama_print_timings: prompt eval time =       0.00 ms /     1 tokens (    0.00 ms per token,      inf tokens per second)",
            lines[3]
        );
        Assert.Equal(
            "llama_print_timings:        eval time =       0.00 ms /     1 runs   (    0.00 ms per token,      inf tokens per second)",
            lines[4]
        );
        Assert.Matches(@"^llama_print_timings:       total time = [ \d]{7}\.\d\d ms /     0 tokens$", lines[5]);
        Assert.Equal(["", ""], [lines[6], lines.Length == 7 ? "" : "more lines"]);
    }
}
