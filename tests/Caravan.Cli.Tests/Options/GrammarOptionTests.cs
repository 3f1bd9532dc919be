// The options that hold the text to a grammar.
using Caravan.Cli.Options;

namespace Caravan.Cli.Tests.Options;

public class GrammarOptionTests
{
    [Theory]
    [InlineData("--grammar", "root ::= \"a\"")]
    [InlineData("-j", "{\"type\":\"object\"}")]
    [InlineData("--json-schema", "{}")]
    public void A_grammar_is_read(string option, string text) =>
        Assert.NotNull(GrammarReader.Read(Parsed.Run(option, text).Options));

    [Theory]
    [InlineData("--grammar-file", "root ::= \"a\"")]
    [InlineData("-jf", "{\"type\":\"object\"}")]
    [InlineData("--json-schema-file", "true")]
    public void A_grammar_is_read_from_a_file(string option, string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        Assert.NotNull(GrammarReader.Read(Parsed.Run(option, path).Options));
        File.Delete(path);
    }

    [Fact]
    public void No_grammar_is_asked_for_by_default() => Assert.Null(GrammarReader.Read(Parsed.Run().Options));

    [Theory]
    [InlineData("--grammar", "root ::= x", "--grammar: grammar, line 1, column 10: there is no rule 'x'")]
    [InlineData("-j", "{\"not\":{}}", "-j: JSON schema, #: not cannot be expressed by a grammar")]
    public void A_broken_grammar_is_a_usage_error(string option, string text, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<UsageException>(() => GrammarReader.Read(Parsed.Run(option, text).Options)).Message
        );

    [Fact]
    public void A_missing_file_is_said() =>
        Assert.Throws<FileNotFoundException>(() =>
            GrammarReader.Read(Parsed.Run("--grammar-file", "nowhere.gbnf").Options)
        );
}
