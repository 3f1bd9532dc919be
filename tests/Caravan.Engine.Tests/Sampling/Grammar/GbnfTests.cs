// What GBNF grammars match and how broken ones are refused.
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Tests.Sampling.Grammar;

public class GbnfTests
{
    [Theory]
    [InlineData("root ::= \"a\"", "a", "b aa")]
    [InlineData("root ::= [a-c]+", "a abc", "d abd")]
    [InlineData("root ::= [^a-c]*", "xyz", "xa")]
    [InlineData("root ::= \"x\"{3}", "xxx", "xx xxxx")]
    [InlineData("root ::= \"x\"{2,}", "xx xxxxxx", "x")]
    [InlineData("root ::= \"x\" {1,3} \"y\"", "xy xxxy", "y xxxxy")]
    [InlineData(
        "root ::= [0-9]{30,40}",
        "0123456789012345678901234567890123",
        "01234567890123456789012345678 01234567890123456789012345678901234567890"
    )]
    [InlineData("root ::= (\"ab\" | \"a\"?){3} \"c\"", "c abc aabc ababac", "aaaac b")]
    [InlineData("root ::= (\"ab\" | \"a\"?){20,30} \"c\"", "c abc aabc ababac", "b ac~")]
    [InlineData("root ::= (\"a\"? | \"b\"*)* \"c\"", "c abbac", "ad")]
    [InlineData("root ::= \"(\" root? \")\"", "() ((()))", "(() ())")]
    [InlineData("root ::= item (\",\" item)*\nitem ::= [a-z]+ # comment\n", "a,bc,d", "a, ,a")]
    [InlineData("root ::= (\n  \"a\" |\n  \"b\"\n) \"\\x63\"", "ac bc", "c ab")]
    [InlineData("root ::= \"\\u20AC\" .", "\u20ACx \u20AC\u20AC", "\u20AC x")]
    [InlineData("root ::= [\u3041-\u309F]+", "\u3042\u3044", "\u30A2")]
    [InlineData("root ::= [^x]", "\U0001F600 \u20AC", "x")]
    [InlineData("root ::= \"a\" | b\nb ::= \"[\" [\\]x-] \"\\\"\"", "a []\" [-\"", "[a\"")]
    public void Texts_match_or_do_not(string grammar, string matching, string others)
    {
        GrammarDefinition definition = GrammarDefinition.FromGbnf(grammar);
        Assert.All(matching.Split(' '), text => Assert.True(ByteVocabulary.Matches(definition, text), text));
        Assert.All(others.Split(' '), text => Assert.False(ByteVocabulary.Matches(definition, text), text));
    }

    [Theory]
    [InlineData("root ::= \"a", "line 1, column 10: the literal has no end")]
    [InlineData("root ::= other", "line 1, column 10: there is no rule 'other'")]
    [InlineData("root ::= \"a\"\nx := \"b\"", "line 2, column 3: '::=' is expected")]
    [InlineData("root ::= \"a\" )", "line 1, column 14: ')' does not belong here")]
    [InlineData("root ::= (\"a\"", "line 1, column 14: ')' is expected")]
    [InlineData("root ::= * \"a\"", "line 1, column 10: there is nothing before it to repeat")]
    [InlineData("root ::= \"a\"{3,2}", "line 1, column 16: the largest number, 2, is below the least, 3")]
    [InlineData("root ::= \"a\"{99999999999}", "line 1, column 14: the number is larger than")]
    [InlineData("root ::= [b-a]", "line 1, column 11: the range ends before it begins")]
    [InlineData("root ::= \"\\q\"", "line 1, column 11: no such escape")]
    [InlineData("root ::= \"\\uD800\"", "line 1, column 11: U+D800 is no character")]
    [InlineData("root ::= []", "line 1, column 10: the class is empty")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "line 2, column 1: the rule 'root' is defined twice")]
    [InlineData("rood ::= \"a\"", "no rule 'root'")]
    [InlineData("root ::= root \"a\" | \"b\"", "'root' begins with itself")]
    [InlineData("root ::= a\na ::= \"x\"? b\nb ::= a \"y\"", "begins with itself")]
    [InlineData("root ::= \"a\" root", "no text of finite length")]
    public void A_broken_grammar_is_refused_with_its_place(string grammar, string message)
    {
        GrammarException refusal = Assert.Throws<GrammarException>(() => GrammarDefinition.FromGbnf(grammar));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
