// Patterns at which lazy grammars begin.
using System.Text;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Tests.Sampling.Grammar;

public class TriggerPatternTests
{
    private static readonly ByteVocabulary Vocabulary = new();

    // What the grammar is held to stands behind the bar: where the output reaches it, the grammar has begun.
    [Theory]
    [InlineData("to[a-z]l", false, "a tool", "tool")]
    [InlineData(@"assistant(\s+to)", false, "assistant  to", "  to")]
    [InlineData("(x)?b(c)", false, "abc", "c")]
    [InlineData("b(x*)", false, "ab", "b")]
    [InlineData("^\\s+to$", false, " to", " to")]
    [InlineData("^\\s+to$", false, "a to", null)]
    [InlineData("^\\s+to$", false, " to\n", " to")]
    [InlineData("a$", false, "ba\n", "a")]
    [InlineData("^a$", false, "\na", null)]
    [InlineData("[$]a", false, "$a", "$a")]
    [InlineData(@"\$a", false, "$a", "$a")]
    [InlineData("a|bc", true, "bc", "bc")]
    [InlineData("a|bc", true, "xbc", null)]
    [InlineData("[\\s\\S]*?(<t>)", true, "one\ntwo <t>", "<t>")]
    [InlineData("\uFF5Ctool", false, "\u20AC\uFF5Ctool", "\uFF5Ctool")]
    public void The_grammar_begins_where_the_first_group_or_the_match_does(
        string pattern,
        bool isWhole,
        string text,
        string? begun
    )
    {
        GrammarSampler sampler = Of(begun ?? "never", TriggerPattern.Parse(pattern, isWhole));
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            Assert.True(sampler.IsWaiting || begun is null || text.EndsWith('\n'));
            if (sampler.IsWaiting)
            {
                sampler.Accept(value);
            }
        }

        Assert.Equal(begun is null, sampler.IsWaiting);
        Assert.Equal(begun is not null, sampler.IsComplete);
    }

    [Fact]
    public void A_token_that_completes_a_pattern_may_go_on_in_the_grammar()
    {
        GrammarSampler sampler = Of("abc", TriggerPattern.Parse("x(a)", isWhole: false));
        sampler.Accept('x');
        sampler.Accept(ByteVocabulary.TokenOf("ab"));
        Assert.Equal(['c'], ByteVocabulary.Allowed(sampler));
    }

    [Fact]
    public void A_token_that_completes_a_pattern_and_breaks_the_grammar_is_not_chosen()
    {
        SamplerChain chain = Chain(Constraint("ac", TriggerPattern.Parse("x(a)", isWhole: false)));
        float[] logits = new float[Vocabulary.Count];
        logits['x'] = 9;
        Assert.Equal('x', Next(chain, logits));
        logits[ByteVocabulary.TokenOf("ab")] = 9.5f;
        logits['y'] = 9.25f;
        Assert.Equal('y', Next(chain, logits));
    }

    [Fact]
    public void A_pattern_that_all_likely_tokens_complete_wrongly_ends_in_an_error()
    {
        SamplerChain chain = Chain(Constraint("never", TriggerPattern.Parse("[\\s\\S]", isWhole: false)));
        Assert.Throws<GrammarException>(() => chain.Sample(new float[Vocabulary.Count]));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, true)]
    public void The_beginning_of_a_text_is_none_any_more_once_the_text_is_longer_than_patterns_see(
        int tokens,
        bool isWaiting
    )
    {
        GrammarSampler sampler = new(
            Constraint("b", TriggerPattern.Parse("^a*(b)", isWhole: false)),
            new LongTokenVocabulary()
        );
        for (int i = 0; i < tokens; i++)
        {
            sampler.Accept(LongTokenVocabulary.Long);
        }

        sampler.Accept(LongTokenVocabulary.Short);
        Assert.Equal(isWaiting, sampler.IsWaiting);
    }

    [Fact]
    public void A_saved_state_knows_the_text_before_a_pattern()
    {
        GrammarConstraint constraint = Constraint("b", TriggerPattern.Parse("^a(b)", isWhole: false));
        SamplerChain chain = Chain(constraint);
        chain.Accept('a');
        SamplerChain other = Chain(constraint);
        other.Restore(chain.Save());
        other.Accept('b');
        Assert.True(other.Grammar!.IsComplete);
        GrammarSampler clone = chain.Grammar!.Clone();
        clone.Accept('b');
        Assert.True(clone.IsComplete);
        chain.Reset();
        chain.Accept('b');
        Assert.True(chain.Grammar.IsWaiting);
    }

    [Theory]
    [InlineData("a(", "InsufficientClosingParentheses")]
    [InlineData(">>>(?!all)", "looks ahead")]
    [InlineData(@"(a)\1", "refers back")]
    [InlineData("((a{100}){100}){100}", "repeats too much")]
    [InlineData("a{9999999999999999999999}", "OutOfRange")]
    public void What_is_no_pattern_or_costs_too_much_is_refused(string pattern, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<GrammarException>(() => TriggerPattern.Parse(pattern, isWhole: false)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_long_pattern_is_refused() =>
        Assert.Throws<GrammarException>(() => TriggerPattern.Parse(new string('a', 5000), isWhole: false));

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*a){12}b")]
    [InlineData("(?:a{1,25}){1,25}b")]
    public void A_hostile_pattern_takes_no_more_time_than_it_may(string pattern)
    {
        TriggerPattern parsed = TriggerPattern.Parse(pattern, isWhole: true);
        string text = new string('a', 20_000) + "!";
        long start = Environment.TickCount64;
        try
        {
            Assert.Equal(-1, parsed.Find(text, 0));
        }
        catch (GrammarException problem)
        {
            Assert.Contains("ms", problem.Message, StringComparison.Ordinal);
        }

        Assert.InRange(Environment.TickCount64 - start, 0, 5000);
    }

    private static int Next(SamplerChain chain, float[] logits)
    {
        int token = chain.Sample(logits);
        chain.Accept(token);
        return token;
    }

    private static GrammarConstraint Constraint(string text, TriggerPattern pattern) =>
        new(GrammarDefinition.FromGbnf($"root ::= {System.Text.Json.JsonSerializer.Serialize(text)}"))
        {
            TriggerPatterns = [pattern],
        };

    private static GrammarSampler Of(string text, TriggerPattern pattern) => new(Constraint(text, pattern), Vocabulary);

    private static SamplerChain Chain(GrammarConstraint constraint) =>
        SamplerChain.Create(new SamplingParameters { Temperature = 0, Grammar = constraint }, Vocabulary, 100);
}
