// Reads tokens in order.
namespace Caravan.Models.Chat.Jinja;

/// <summary>The parser's place in the tokens, and how deep it is nested.</summary>
internal sealed class TokenReader(TemplateText source, List<JinjaToken> tokens, JinjaLimits limits)
{
    private int index;
    private int nesting;

    /// <summary>The token that comes next.</summary>
    public JinjaToken Current => tokens[index];

    /// <summary>The token after it.</summary>
    public JinjaToken Following => tokens[Math.Min(index + 1, tokens.Count - 1)];

    /// <summary>Takes the next token.</summary>
    public JinjaToken Take() => index + 1 < tokens.Count ? tokens[index++] : tokens[index];

    /// <summary>Takes the next token if it is the symbol <paramref name="text"/>.</summary>
    public bool TrySymbol(string text) => Current.IsSymbol(text) && Skip();

    /// <summary>Takes the next token if it is the word <paramref name="text"/>.</summary>
    public bool TryName(string text) => Current.IsName(text) && Skip();

    /// <summary>Takes the symbol <paramref name="text"/>.</summary>
    public void Symbol(string text)
    {
        if (!TrySymbol(text))
        {
            throw Unexpected($"'{text}'");
        }
    }

    /// <summary>Takes a token of <paramref name="kind"/>.</summary>
    public JinjaToken Expect(JinjaTokenKind kind, string expected) =>
        Current.Kind == kind ? Take() : throw Unexpected(expected);

    /// <summary>Goes one level deeper; the caller leaves it with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (
            ++nesting > limits.MaximumNesting
            || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()
        )
        {
            (int line, int column) = source.Place(Current.Position);
            throw new JinjaLimitException(
                nameof(JinjaLimits.MaximumNesting),
                $"the template is nested more than {limits.MaximumNesting} levels deep",
                line,
                column
            );
        }
    }

    /// <summary>Leaves a level.</summary>
    public void Leave() => nesting--;

    /// <summary>An error about the next token.</summary>
    public JinjaSyntaxException Unexpected(string expected)
    {
        string found = Current.Kind switch
        {
            JinjaTokenKind.End => "the end of the template",
            JinjaTokenKind.Name or JinjaTokenKind.Symbol => $"'{Current.Text}'",
            { } kind => $"a token of kind {kind}",
        };
        return source.Syntax(Current.Position, $"found {found}; expected {expected}");
    }

    private bool Skip()
    {
        Take();
        return true;
    }
}
