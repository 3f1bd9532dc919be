// Command lines that users have posted, and every option of the programs whose part the commands take.
using System.Reflection;
using Caravan.Cli.Commands;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Engine;
using Caravan.Tensors;

namespace Caravan.Cli.Tests.Options;

public class PostedLinesTests
{
    // The command line of the second user of ik_llama.cpp's pull request 480, without the remote workers.
    private static readonly string[] PostedLine =
    [
        "--model",
        "models/DeepSeek-R1-0528-IQ2_K_R4-00001-of-00005.gguf",
        "--threads",
        "48",
        "--n-gpu-layers",
        "99",
        "--temp",
        "0.6",
        "--top_p",
        "0.95",
        "--min_p",
        "0.01",
        "--ctx-size",
        "16384",
        "--parallel",
        "1",
        "--flash-attn",
        "--verbosity",
        "3",
        "-v",
        "-mla",
        "3",
        "-fa",
        "-amb",
        "512",
        "-fmoe",
        "-ctk",
        "q8_0",
        "--prompt",
    ];

    [Fact]
    public void A_posted_line_is_read_completely()
    {
        OptionValues values = Parsed.Run(PostedLine).Options;
        SessionOptions session = SessionOptionsReader.Read(values);
        Assert.Equal("models/DeepSeek-R1-0528-IQ2_K_R4-00001-of-00005.gguf", values.Get(ModelOptions.Model));
        Assert.Equal(48, values.Get(ThreadOptions.Threads));
        Assert.Equal(0.6f, values.Get(SamplingOptions.Temperature));
        Assert.Equal(0.95f, values.Get(SamplingOptions.TopP));
        Assert.Equal(0.01f, values.Get(SamplingOptions.MinP));
        Assert.Equal(16384, values.Get(ContextOptions.ContextSize));
        Assert.Equal("", values.Get(PromptOptions.Prompt));
        Assert.True(session.FlashAttention);
        Assert.Equal(3, session.LatentAttention);
        Assert.Equal(512L << 20, session.AttentionScratchBytes);
        Assert.Equal(TensorType.Q8_0, session.KeyCacheType);
        Assert.Equal(TensorType.F16, session.ValueCacheType);
    }

    [Fact]
    public void Options_without_effect_are_named() =>
        Assert.Equal(
            ["-cram"],
            Parsed.Run(["-cram", "512", .. PostedLine]).Options.WithoutEffect.Select(option => option.Name)
        );

    [Theory]
    [InlineData("--spec-type", "--spec-type", "mtp")]
    [InlineData("--spec-type", "--spec-type", "ngram-mod:ngram_size_n=16", "--spec-type", "mtp")]
    [InlineData("-mtp", "-mtp")]
    [InlineData(null, "--spec-type", "none")]
    public void Drafts_of_the_model_itself_are_left_out_with_a_note(string? noted, params string[] arguments) =>
        Assert.Equal(
            noted is null ? [] : [noted],
            Parsed.Run(arguments).Options.WithoutEffect.Select(option => option.Name)
        );

    [Theory]
    [InlineData("--prompt-cache", "--prompt-cache", "cache.bin")]
    [InlineData("--context-shift", "--context-shift")]
    [InlineData("--context-shift", "--context-shift", "on")]
    [InlineData("--lora", "--lora", "adapter.gguf")]
    [InlineData("-md", "-md", "draft.gguf")]
    public void What_this_version_lacks_is_refused_by_name(string name, params string[] arguments)
    {
        string message = Parsed.Refusal(arguments);
        Assert.StartsWith(name + ": refused: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("-np", "1")]
    [InlineData("-np", "4")]
    [InlineData("-ot", "exps=CPU")]
    [InlineData("-sm", "row")]
    [InlineData("--no-context-shift")]
    [InlineData("--context-shift", "off")]
    [InlineData("-no-cnv")]
    [InlineData("-dev", "none")]
    [InlineData("-sm", "none")]
    [InlineData("-ngl", "0")]
    [InlineData("-ngl", "99")]
    [InlineData("-ngl", "all")]
    [InlineData("-no-fmoe")]
    [InlineData("-rtr")]
    [InlineData("--no-mmap")]
    [InlineData("--mlock")]
    [InlineData("--numa", "distribute")]
    [InlineData("--no-warmup")]
    [InlineData("-fit", "off")]
    public void Lines_that_ask_for_what_happens_anyway_are_accepted(params string[] arguments) =>
        Assert.NotNull(Parsed.Run(arguments));

    public static TheoryData<string, string> UpstreamNames()
    {
        TheoryData<string, string> data = [];
        foreach (
            (string command, string file) in new[]
            {
                ("run", "completion"),
                ("perplexity", "perplexity"),
                ("serve", "server"),
            }
        )
        {
            foreach (string name in Resource($"llama-{file}-options.txt"))
            {
                data.Add(command, name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(UpstreamNames))]
    public void Every_option_of_llama_cpp_is_known(string command, string name)
    {
        CliCommand found = CommandList.Find(command)!;
        IEnumerable<OptionDefinition> definitions = found
            .Groups.SelectMany(group => group.Options)
            .Concat(found.General.Options);
        Assert.Contains(definitions, option => option.Names.Contains(name) || option.Negatives.Contains(name));
    }

    public static TheoryData<string> Commands() => [.. CommandList.All.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void No_two_options_of_a_command_share_a_spelling(string command)
    {
        CliCommand found = CommandList.Find(command)!;
        IEnumerable<string> names = found
            .Groups.SelectMany(group => group.Options)
            .Concat(found.General.Options)
            .SelectMany(option => option.Names.Concat(option.Negatives));
        Assert.Empty(names.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    private static string[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
