// A compiled template.
using Caravan.Models.Chat.Jinja.Builtins;
using Caravan.Models.Chat.Jinja.Statements;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>A template, compiled once and rendered from any thread.</summary>
public sealed class JinjaTemplate
{
    private readonly TemplateText source;
    private readonly JinjaLimits limits;
    private readonly Block program;

    private JinjaTemplate(TemplateText source, JinjaLimits limits, Block program) =>
        (this.source, this.limits, this.program) = (source, limits, program);

    /// <summary>Compiles a template.</summary>
    /// <exception cref="JinjaSyntaxException">The text is not Jinja.</exception>
    /// <exception cref="JinjaLimitException">It is too long or nested too deep.</exception>
    public static JinjaTemplate Compile(string text, JinjaLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        limits ??= JinjaLimits.Default;
        if (text.Length > limits.MaximumTemplateLength)
        {
            throw new JinjaLimitException(
                nameof(JinjaLimits.MaximumTemplateLength),
                $"the template has {text.Length} characters; {limits.MaximumTemplateLength} are allowed",
                1,
                1
            );
        }

        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        TemplateText source = new(text.EndsWith('\n') ? text[..^1] : text);
        TokenReader reader = new(source, new JinjaLexer(source).Tokenize(), limits);
        return new JinjaTemplate(source, limits, new StatementParser(reader).ParseAll());
    }

    /// <summary>Renders with <paramref name="variables"/>; <paramref name="now"/> is the time that strftime_now shows.</summary>
    /// <exception cref="JinjaException">The template refuses its input, fails, or breaks a limit.</exception>
    public string Render(IEnumerable<KeyValuePair<string, JinjaValue>> variables, DateTimeOffset? now = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        Scope globals = new(GlobalFunctions.Scope);
        foreach ((string name, JinjaValue value) in variables)
        {
            globals.Set(name, value);
        }

        RenderState state = new(source, limits, globals, now ?? DateTimeOffset.Now);
        program.Execute(state);
        return state.Output.ToString();
    }
}
