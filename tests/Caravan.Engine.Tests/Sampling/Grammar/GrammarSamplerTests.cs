// Where a sequence is in its grammar and which tokens it may go on with.
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Tests.Sampling.Grammar;

public class GrammarSamplerTests
{
    private static readonly ByteVocabulary Vocabulary = new();

    [Fact]
    public void Tokens_of_several_and_of_partial_characters_are_allowed() =>
        Assert.Equal([0xE2, ByteVocabulary.TokenOf("\u20AC")], ByteVocabulary.Allowed(Of("root ::= \"\u20AC\"")));

    [Fact]
    public void A_character_is_completed_before_the_text_may_end()
    {
        GrammarSampler sampler = Of("root ::= .*");
        sampler.Accept(0xE2);
        Assert.False(sampler.MayEnd);
        Assert.Equal(Enumerable.Range(0x80, 0x40), ByteVocabulary.Allowed(sampler));
    }

    [Fact]
    public void The_end_is_allowed_where_the_text_may_end_only()
    {
        GrammarSampler sampler = Of("root ::= \"a\" \"b\"?");
        Assert.Equal(['a', ByteVocabulary.TokenOf("ab")], ByteVocabulary.Allowed(sampler));
        sampler.Accept('a');
        Assert.Equal(['b', ByteVocabulary.End], ByteVocabulary.Allowed(sampler));
        sampler.Accept('b');
        Assert.True(sampler.IsComplete);
        Assert.Equal([ByteVocabulary.End], ByteVocabulary.Allowed(sampler));
    }

    [Fact]
    public void A_token_that_is_not_allowed_is_not_accepted() =>
        Assert.Throws<GrammarException>(() => Of("root ::= \"a\"").Accept('b'));

    [Fact]
    public void Control_tokens_are_no_text()
    {
        GrammarSampler sampler = Of("root ::= .*");
        Assert.False(sampler.Allows(ByteVocabulary.Think));
        Assert.DoesNotContain(ByteVocabulary.Think, ByteVocabulary.Allowed(sampler));
    }

    [Fact]
    public void A_literal_may_be_a_control_token() =>
        Assert.Equal(['<', ByteVocabulary.Think], ByteVocabulary.Allowed(Of("root ::= \"<think>x\"")));

    [Theory]
    [InlineData("root ::= <think> !</think>* </think> \"a\"")]
    [InlineData("root ::= <[257]> !<[258]>* <[258]> \"a\"")]
    public void Tokens_are_matched_by_text_and_id(string grammar)
    {
        GrammarSampler sampler = Of(grammar);
        Assert.Equal([ByteVocabulary.Think], ByteVocabulary.Allowed(sampler));
        sampler.Accept(ByteVocabulary.Think);
        Assert.Equal(Vocabulary.Count - 1, ByteVocabulary.Allowed(sampler).Length);
        sampler.Accept('x');
        sampler.Accept(ByteVocabulary.EndThink);
        sampler.Accept('a');
        Assert.True(sampler.IsComplete);
    }

    [Fact]
    public void An_unknown_token_is_refused() =>
        Assert.Contains("'<nothing>'", Assert.Throws<GrammarException>(() => Of("root ::= <nothing>")).Message);

    [Fact]
    public void Nothing_left_to_write_with_is_said()
    {
        GrammarSampler sampler = new(
            new GrammarConstraint(GrammarDefinition.FromGbnf("root ::= \"x\"")),
            new NumberedVocabulary(9)
        );
        CandidateList candidates = new(9);
        candidates.Load(new float[9]);
        Assert.Throws<GrammarException>(() => sampler.Apply(candidates));
    }

    [Fact]
    public void A_clone_and_a_saved_state_go_on_alike()
    {
        GrammarConstraint constraint = new(
            GrammarDefinition.FromJsonSchema(
                """{"type":"array","items":{"type":"array","items":{"type":"string","maxLength":40}}}"""
            )
        );
        SamplerChain chain = Chain(constraint);
        foreach (byte value in "[[\"abc"u8)
        {
            chain.Accept(value);
        }

        SamplerState saved = chain.Save();
        GrammarSampler clone = chain.Grammar!.Clone();
        int[] expected = ByteVocabulary.Allowed(chain.Grammar);
        chain.Accept('"');
        Assert.NotEqual(expected, ByteVocabulary.Allowed(chain.Grammar));
        Assert.Equal(expected, ByteVocabulary.Allowed(clone));
        SamplerChain other = Chain(constraint);
        other.Restore(saved);
        Assert.Equal(expected, ByteVocabulary.Allowed(other.Grammar!));
        other.Reset();
        Assert.Equal(['['], ByteVocabulary.Allowed(other.Grammar!));
    }

    [Fact]
    public void The_prompt_is_not_held_to_the_grammar()
    {
        SamplerChain chain = Chain(new GrammarConstraint(GrammarDefinition.FromGbnf("root ::= \"a\"")));
        chain.AcceptPrompt('z');
        Assert.Equal((int)'a', chain.Sample(new float[Vocabulary.Count]));
    }

    [Fact]
    public void A_lazy_grammar_begins_at_its_word()
    {
        GrammarConstraint constraint = new(GrammarDefinition.FromGbnf("root ::= \"tool(\" [0-9] \")\""))
        {
            TriggerWords = ["tool"],
        };
        GrammarSampler sampler = new(constraint, Vocabulary);
        foreach (byte value in "free to"u8)
        {
            sampler.Accept(value);
        }

        Assert.True(sampler.IsWaiting && sampler.MayEnd);
        sampler.Accept('o');
        sampler.Accept('l');
        Assert.False(sampler.IsWaiting);
        Assert.Equal(['('], ByteVocabulary.Allowed(sampler));
        sampler.Reset();
        sampler.Accept(ByteVocabulary.TokenOf("tool"));
        Assert.Equal(['('], ByteVocabulary.Allowed(sampler));
    }

    [Fact]
    public void A_token_that_begins_a_lazy_grammar_and_breaks_it_is_refused()
    {
        GrammarConstraint constraint = new(GrammarDefinition.FromGbnf("root ::= \"a\" \"x\"")) { TriggerWords = ["a"] };
        GrammarSampler sampler = new(constraint, Vocabulary);
        Assert.False(sampler.Allows(ByteVocabulary.TokenOf("ab")));
        Assert.DoesNotContain(ByteVocabulary.TokenOf("ab"), ByteVocabulary.Allowed(sampler));
    }

    [Fact]
    public void A_lazy_grammar_begins_at_its_token()
    {
        GrammarConstraint constraint = new(GrammarDefinition.FromGbnf("root ::= \"<think>\" \"x\""))
        {
            TriggerTokens = [ByteVocabulary.Think],
        };
        GrammarSampler sampler = new(constraint, Vocabulary);
        sampler.Accept('q');
        sampler.Accept(ByteVocabulary.Think);
        Assert.Equal(['x'], ByteVocabulary.Allowed(sampler));
    }

    private static GrammarSampler Of(string grammar) =>
        new(new GrammarConstraint(GrammarDefinition.FromGbnf(grammar)), Vocabulary);

    private static SamplerChain Chain(GrammarConstraint constraint) =>
        SamplerChain.Create(new SamplingParameters { Seed = 1, Grammar = constraint }, Vocabulary, 100);
}
