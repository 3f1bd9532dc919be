// Compares which tokens a grammar allows with what llama.cpp allows.
using System.Text.Unicode;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests.Sampling;

public sealed class GrammarOracleTests
{
    private const string Json = """
        root   ::= object
        value  ::= object | array | string | number | ("true" | "false" | "null") ws
        object ::= "{" ws ( string ":" ws value ("," ws string ":" ws value)* )? "}" ws
        array  ::= "[" ws ( value ("," ws value)* )? "]" ws
        string ::= "\"" ( [^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt] | "u" [0-9a-fA-F]{4}) )* "\"" ws
        number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
        ws     ::= | " " | "\n" [ \t]{0,20}
        """;

    private const string Prose = """
        root     ::= sentence{2,30} # comment
        sentence ::= [A-Z] [a-z ,;'-]{3,40} ([.!?] | "...") (" " | "\n")?
        """;

    private const string Ambiguous = """
        root ::= (a | b | c){1,8} "!"?
        a ::= [a-m]+
        b ::= [h-z ]* "\u00e9"?
        c ::= . [^aeiou]{0,3}
        """;

    [Theory]
    [InlineData("tokenizers/vocab/ggml-vocab-llama-spm.gguf", Json)]
    [InlineData("tokenizers/vocab/ggml-vocab-gpt-2.gguf", Json)]
    [InlineData("tokenizers/vocab/ggml-vocab-llama-spm.gguf", Prose)]
    [InlineData("tokenizers/vocab/ggml-vocab-gpt-2.gguf", Prose)]
    [InlineData("models/stories260K.gguf", Ambiguous)]
    public void The_same_tokens_are_allowed(string model, string grammar)
    {
        LlamaVocabulary vocabulary = LlamaVocabulary.Load(SharedFolder.Require(model));
        LlamaPieces pieces = new(vocabulary);
        // Llama.cpp takes control tokens for text, lets bytes through that are no UTF-8 and refuses U+0000.
        bool[] isCompared =
        [
            .. Enumerable
                .Range(0, pieces.Count)
                .Select(token =>
                    !pieces.IsControl(token)
                    && pieces.GetText(token) is not [0, ..] and byte[] text
                    && Utf8.IsValid(text)
                ),
        ];
        GrammarConstraint constraint = new(GrammarDefinition.FromGbnf(grammar));
        CandidateList list = new(pieces.Count);
        float[] logits = new float[pieces.Count];
        for (int seed = 0; seed < 6; seed++)
        {
            Random random = new(seed);
            GrammarSampler ours = new(constraint, pieces);
            using LlamaSampler theirs = LlamaSampler.Grammar(vocabulary, grammar);
            for (int step = 0; step < 25; step++)
            {
                using LlamaCandidates candidates = new(logits);
                list.Load(logits);
                ours.Apply(list);
                theirs.Apply(candidates);
                int[] allowed = Compared(token => float.IsFinite(list.Logits[token]), isCompared);
                Assert.Equal(Compared(token => float.IsFinite(candidates.Data[token].Logit), isCompared), allowed);
                int[] next = [.. allowed.Where(token => !pieces.IsEndOfGeneration(token))];
                if (next.Length == 0)
                {
                    break;
                }

                int chosen = next[random.Next(next.Length)];
                ours.Accept(chosen);
                theirs.Accept(chosen);
            }
        }
    }

    private static int[] Compared(Func<int, bool> isAllowed, bool[] isCompared) =>
        [.. Enumerable.Range(0, isCompared.Length).Where(token => isCompared[token] && isAllowed(token))];
}
