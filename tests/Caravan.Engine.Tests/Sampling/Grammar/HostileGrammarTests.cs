// Grammars made to take all time or memory.
using System.Diagnostics;
using System.Text;
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Tests.Sampling.Grammar;

public class HostileGrammarTests
{
    public static TheoryData<string, string> Broken() =>
        new()
        {
            { "nested groups", "root ::= " + new string('(', 5000) + "\"a\"" + new string(')', 5000) },
            { "long", "root ::= \"" + new string('a', 2_000_000) + "\"" },
            { "left recursion through many rules", Chain(3000) + "r3000 ::= r0" },
            { "many rules", Chain(20000) + "r20000 ::= \"a\"" },
            { "repeated repetitions", "root ::= \"a\"" + new string('*', 5000) },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void It_is_refused_at_once(string _, string grammar)
    {
        long start = Stopwatch.GetTimestamp();
        Assert.Throws<GrammarException>(() => GrammarDefinition.FromGbnf(grammar));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("root ::= [a-z]{1000000}")]
    [InlineData("root ::= (([a-z]{1000}){1000}){1000}")]
    [InlineData("root ::= (\"\"{1000000}){1000000} [a-z]+")]
    [InlineData("root ::= ((\"a\"?){1000000} [a-z]*){1000000}")]
    public void Huge_repetitions_cost_nothing(string grammar)
    {
        long start = Stopwatch.GetTimestamp();
        Assert.False(ByteVocabulary.Matches(GrammarDefinition.FromGbnf(grammar), new string('a', 200) + "!"));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("root ::= \"a\" root x | \"a\" root y | \"a\"\nx ::= \"b\"\ny ::= \"b\" \"b\"")]
    [InlineData("root ::= ((\"a\"{1,1000}){1,1000}){1,1000}")]
    [InlineData("root ::= e\ne ::= \"a\" e e | \"a\" e e e | \"a\"")]
    public void Exponential_ambiguity_ends_in_bounded_time(string grammar)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            Assert.True(!ByteVocabulary.Matches(GrammarDefinition.FromGbnf(grammar), new string('a', 100) + "!"));
        }
        catch (GrammarException)
        {
            // An error is as good as an end.
        }

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void States_of_a_long_text_are_forgotten()
    {
        GrammarSampler sampler = new(
            new GrammarConstraint(GrammarDefinition.FromGbnf("root ::= \"(\" root \")\" | \"x\"")),
            new ByteVocabulary()
        );
        for (int i = 0; i < 100_000; i++)
        {
            sampler.Accept('(');
        }

        Assert.Equal(['(', 'x'], ByteVocabulary.Allowed(sampler));
    }

    private static string Chain(int count)
    {
        StringBuilder rules = new("root ::= r0\n");
        for (int i = 0; i < count; i++)
        {
            rules.Append(System.Globalization.CultureInfo.InvariantCulture, $"r{i} ::= r{i + 1}\n");
        }

        return rules.ToString();
    }
}
