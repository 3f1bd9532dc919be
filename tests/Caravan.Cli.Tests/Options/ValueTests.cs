// Which values options take.
using Caravan.Cli.Options;
using Caravan.Engine.Sampling;

namespace Caravan.Cli.Tests.Options;

public class ValueTests
{
    [Theory]
    [InlineData("--top-k", "many", "whole number")]
    [InlineData("--top-k", "99999999999", "whole number")]
    [InlineData("--temp", "warm", "finite number")]
    [InlineData("--temp", "nan", "finite number")]
    [InlineData("-n", "-3", "-2 or more")]
    [InlineData("-c", "-1", "0 to")]
    [InlineData("-b", "0", "1 to")]
    [InlineData("-mla", "4", "0 to 3")]
    [InlineData("-fa", "perhaps", "not expected")]
    [InlineData("-ctk", "q9_9", "tensor type")]
    [InlineData("-s", "99999999999", "32 bits")]
    [InlineData("-ngl", "most", "whole number")]
    [InlineData("-ts", "1,-2", "negative share")]
    [InlineData("-ts", "1,x", "finite number")]
    [InlineData("-sm", "half", "none, layer")]
    [InlineData("-ot", "exps", "REGEX=DEVICE")]
    [InlineData("-ot", "=CPU", "REGEX=DEVICE")]
    [InlineData("-ot", "exps=", "REGEX=DEVICE")]
    [InlineData("-ot", "(=CPU", "regular expression")]
    [InlineData("--rpc", "host:0", "port from 1")]
    [InlineData("--rpc", "host:65536", "port from 1")]
    [InlineData("--rpc", "host:", "port from 1")]
    [InlineData("--rpc", "::1:50052", "brackets")]
    [InlineData("--rpc", "[::1:50052", "[::1]:50052")]
    [InlineData("--rpc", "[10.0.0.1]:50052", "[::1]:50052")]
    [InlineData("--rpc", "a b:50052", "no address")]
    [InlineData("--rpc", ":50052", "no address")]
    [InlineData("--rpc-dialect", "Z", "auto, K, B")]
    [InlineData("--rpc-timeout", "0", "more than 0")]
    [InlineData("-ncmoe", "-1", "0 or more")]
    [InlineData("--rope-scaling", "magic", "none, linear, yarn")]
    [InlineData("-l", "15043", "15043+1")]
    [InlineData("--mirostat", "3", "0 to 2")]
    public void A_value_that_cannot_be_is_refused(string option, string value, string expected) =>
        Assert.Contains(expected, Parsed.Refusal(option, value), StringComparison.Ordinal);

    [Fact]
    public void A_refusal_names_the_option_as_it_was_spelled() =>
        Assert.StartsWith("--n-predict:", Parsed.Refusal("--n-predict", "x"), StringComparison.Ordinal);

    [Fact]
    public void An_option_without_its_value_is_refused() => Assert.Equal("-n needs a value: N", Parsed.Refusal("-n"));

    [Fact]
    public void A_value_for_a_negative_spelling_is_refused() =>
        Assert.Contains("--no-escape", Parsed.Refusal("--no-escape=on"), StringComparison.Ordinal);

    [Fact]
    public void An_unknown_option_is_refused_by_name() =>
        Assert.Contains("--tpo-k", Parsed.Refusal("--tpo-k", "1"), StringComparison.Ordinal);

    [Fact]
    public void An_argument_that_is_no_option_is_refused() =>
        Assert.Contains("'model.gguf'", Parsed.Refusal("model.gguf"), StringComparison.Ordinal);

    [Theory]
    [InlineData("-1", uint.MaxValue)]
    [InlineData("4294967295", uint.MaxValue)]
    [InlineData("42", 42u)]
    public void Seeds_are_32_bits(string text, uint expected) =>
        Assert.Equal(expected, Parsed.Run("-s", text).Options.Get(SamplingOptions.Seed));

    [Fact]
    public void Sampling_defaults_are_llama_cpps() =>
        Assert.Equal(
            new SamplingParameters().Describe(),
            SamplingReader.Read(Parsed.Run().Options, _ => { }).Describe()
        );

    [Fact]
    public void All_sampling_options_reach_the_sampler()
    {
        OptionValues values = Parsed
            .Run(
                "--repeat-last-n",
                "1",
                "--repeat-penalty",
                "1.1",
                "--frequency-penalty",
                "0.2",
                "--presence-penalty",
                "0.3",
                "--dry-multiplier",
                "0.4",
                "--dry-base",
                "1.5",
                "--dry-allowed-length",
                "6",
                "--dry-penalty-last-n",
                "7",
                "--top-k",
                "8",
                "--top-p",
                "0.9",
                "--min-p",
                "0.01",
                "--xtc-probability",
                "0.11",
                "--xtc-threshold",
                "0.12",
                "--typical",
                "0.13",
                "--top-nsigma",
                "1.4",
                "--temp",
                "0.15",
                "--mirostat",
                "2",
                "--mirostat-lr",
                "0.16",
                "--mirostat-ent",
                "4.5",
                "--adaptive-target",
                "0.17",
                "--adaptive-decay",
                "0.18"
            )
            .Options;
        // The form in which llama-cli prints its parameters.
        Assert.Equal(
            "\trepeat_last_n = 1, repeat_penalty = 1.100, frequency_penalty = 0.200, presence_penalty = 0.300\n"
                + "\tdry_multiplier = 0.400, dry_base = 1.500, dry_allowed_length = 6, dry_penalty_last_n = 7\n"
                + "\ttop_k = 8, top_p = 0.900, min_p = 0.010, xtc_probability = 0.110, xtc_threshold = 0.120, typical_p = 0.130, top_n_sigma = 1.400, temp = 0.150\n"
                + "\tmirostat = 2, mirostat_lr = 0.160, mirostat_ent = 4.500, adaptive_target = 0.170, adaptive_decay = 0.180",
            SamplingReader.Read(values, _ => { }).Describe()
        );
    }

    [Fact]
    public void Samplers_are_ordered_by_name_or_by_letter()
    {
        SamplingParameters names = SamplingReader.Read(Parsed.Run("--samplers", "top_k;temperature").Options, _ => { });
        SamplingParameters letters = SamplingReader.Read(Parsed.Run("--sampling-seq", "kt").Options, _ => { });
        Assert.Equal([SamplerKind.TopK, SamplerKind.Temperature], names.Samplers);
        Assert.Equal([SamplerKind.TopK, SamplerKind.Temperature], letters.Samplers);
    }

    [Fact]
    public void An_unknown_sampler_is_named_in_a_warning()
    {
        List<string> warnings = [];
        SamplingReader.Read(Parsed.Run("--samplers", "top_k;nonsense").Options, warnings.Add);
        Assert.Contains("nonsense", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Sequence_breakers_replace_the_default_ones_and_read_escapes() =>
        Assert.Equal(
            ["\n", "x"],
            SamplingReader
                .Read(Parsed.Run("--dry-sequence-breaker", "\\n", "--dry-sequence-breaker", "x").Options, _ => { })
                .DrySequenceBreakers
        );

    [Fact]
    public void No_sequence_breakers_are_asked_for_by_none() =>
        Assert.Empty(
            SamplingReader.Read(Parsed.Run("--dry-sequence-breaker", "none").Options, _ => { }).DrySequenceBreakers
        );

    [Fact]
    public void A_penalty_out_of_range_is_refused() =>
        Assert.Contains(
            "--repeat-penalty",
            Assert
                .Throws<UsageException>(() =>
                    SamplingReader.Read(Parsed.Run("--repeat-penalty", "0").Options, _ => { })
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(0.5f, "--rope-scale", "2")]
    [InlineData(0.25f, "--rope-freq-scale", "0.25")]
    [InlineData(0.5f, "--rope-freq-scale", "0.25", "--rope-scale", "2")]
    [InlineData(0.25f, "--rope-scale", "2", "--rope-freq-scale", "0.25")]
    [InlineData(null)]
    [InlineData(null, "--rope-freq-scale", "0")]
    public void The_last_rope_scale_counts(float? expected, params string[] arguments) =>
        Assert.Equal(expected, RopeOptions.Read(Parsed.Run(arguments).Options).FrequencyScale);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_threads_mean_all_of_them(int count) =>
        Assert.Equal(
            Environment.ProcessorCount,
            Parsed
                .Run("-t", count.ToString(System.Globalization.CultureInfo.InvariantCulture))
                .Options.Get(ThreadOptions.Threads)
        );
}
