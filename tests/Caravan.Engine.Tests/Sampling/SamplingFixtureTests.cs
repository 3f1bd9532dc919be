// Chains leave and choose what llama.cpp left and chose in recorded runs.
using Caravan.Engine.Sampling;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.Sampling;

public sealed class SamplingFixtureTests
{
    private const float Tolerance = 1e-5f;

    public static TheoryData<string> Names =>
        [
            .. Directory
                .EnumerateFiles(RepositoryRoot.PathTo("tests/fixtures/sampling"), "*.json")
                .Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Chain_leaves_and_chooses_what_llama_did(string name)
    {
        SamplingFixture fixture = SamplingFixture.Load(name);
        SamplerChain chain = Create(fixture);
        Array.ForEach(fixture.Prompt, chain.Accept);
        Assert.NotEmpty(fixture.Steps);
        for (int i = 0; i < fixture.Steps.Length; i++)
        {
            int token = chain.Sample(fixture.LogitsOf(i));
            AssertStep(fixture.Steps[i], token, chain.Candidates);
            chain.Accept(token);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chain_goes_on_from_a_saved_state(string name)
    {
        SamplingFixture fixture = SamplingFixture.Load(name);
        SamplerChain before = Create(fixture);
        Array.ForEach(fixture.Prompt, before.Accept);
        for (int i = 0; i < 2; i++)
        {
            before.Accept(before.Sample(fixture.LogitsOf(i)));
        }

        SamplerState state = before.Save();
        before.Accept(before.Sample(fixture.LogitsOf(2)));
        SamplerChain after = Create(fixture);
        after.Restore(state);
        for (int i = 2; i < fixture.Steps.Length; i++)
        {
            int token = after.Sample(fixture.LogitsOf(i));
            AssertStep(fixture.Steps[i], token, after.Candidates);
            after.Accept(token);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chain_repeats_its_choices_after_a_reset(string name)
    {
        SamplingFixture fixture = SamplingFixture.Load(name);
        SamplerChain chain = Create(fixture);
        for (int i = 0; i < 7; i++)
        {
            chain.Accept(chain.Sample(fixture.LogitsOf(i)));
        }

        chain.Reset();
        Array.ForEach(fixture.Prompt, chain.Accept);
        Assert.Equal(fixture.Steps[0].Token, chain.Sample(fixture.LogitsOf(0)));
    }

    private static SamplerChain Create(SamplingFixture fixture) =>
        SamplerChain.Create(
            fixture.Parameters,
            new NumberedVocabulary(fixture.VocabularySize),
            SamplingFixture.ContextSize
        );

    private static void AssertStep(SamplingStep expected, int token, CandidateList candidates)
    {
        Assert.Equal(expected.Token, token);
        Assert.Equal(expected.Candidates.Length, candidates.Count);
        for (int i = 0; i < candidates.Count; i++)
        {
            // Masked candidates are equal, and llama.cpp leaves the order of equal ones open.
            bool masked = expected.Logits[i] == float.NegativeInfinity;
            Assert.True(masked || expected.Candidates[i] == candidates.Tokens[i]);
            Assert.True(expected.Logits[i] == candidates.Logits[i] || !masked);
            Assert.Equal(masked ? 0 : expected.Logits[i], masked ? 0 : candidates.Logits[i], Tolerance);
            Assert.Equal(expected.Probabilities[i], candidates.Probabilities[i], Tolerance);
        }
    }
}
