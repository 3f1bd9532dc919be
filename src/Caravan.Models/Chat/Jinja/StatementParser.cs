// Parses statements.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Statements;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Text, output and the statements of the language.</summary>
internal sealed class StatementParser
{
    private readonly TokenReader reader;
    private readonly ExpressionParser expressions;
    private readonly PostfixParser postfix;

    /// <summary>A parser of the tokens of <paramref name="reader"/>.</summary>
    public StatementParser(TokenReader reader)
    {
        this.reader = reader;
        expressions = new ExpressionParser(reader);
        postfix = new PostfixParser(reader, expressions);
    }

    /// <summary>A whole template.</summary>
    public Block ParseAll() => ParseUntil();

    private Block ParseUntil(params ReadOnlySpan<string> ends)
    {
        reader.Enter();
        List<Statement> statements = [];
        while (true)
        {
            JinjaToken token = reader.Current;
            if (token.Kind == JinjaTokenKind.End)
            {
                if (ends.Length > 0)
                {
                    throw reader.Unexpected($"'{string.Join("' or '", ends)}'");
                }

                break;
            }

            if (token.Kind == JinjaTokenKind.OpenStatement && ends.Contains(reader.Following.Text))
            {
                reader.Take();
                break;
            }

            reader.Take();
            statements.Add(Next(token));
        }

        reader.Leave();
        return new Block(statements);
    }

    private Statement Next(JinjaToken token)
    {
        if (token.Kind == JinjaTokenKind.Text)
        {
            return new TextStatement(token.Text);
        }

        if (token.Kind == JinjaTokenKind.OpenStatement)
        {
            return Tag();
        }

        Expression output = expressions.Parse(allowTuple: true);
        reader.Expect(JinjaTokenKind.CloseExpression, "'}}'");
        return new OutputStatement(output);
    }

    private Statement Tag()
    {
        JinjaToken word = reader.Current;
        if (word.Kind != JinjaTokenKind.Name)
        {
            throw reader.Unexpected("a statement");
        }

        Func<Statement>? parse = word.Text switch
        {
            "if" => If,
            "for" => For,
            "set" => Set,
            "macro" => Macro,
            "call" => Call,
            "with" => With,
            "filter" => Filter,
            "generation" => Generation,
            "break" => () => Jump(Flow.Break),
            "continue" => () => Jump(Flow.Continue),
            _ => null,
        };
        if (parse is null)
        {
            throw reader.Unexpected("if, for, set, macro, call, with, filter, generation, break or continue");
        }

        reader.Take();
        return parse();
    }

    private IfStatement If()
    {
        List<(Expression, Block)> branches = [];
        while (true)
        {
            Expression condition = expressions.Parse(allowTuple: true);
            Close();
            branches.Add((condition, ParseUntil("elif", "else", "endif")));
            string end = reader.Take().Text;
            if (end == "elif")
            {
                continue;
            }

            Block? otherwise = null;
            if (end == "else")
            {
                Close();
                otherwise = ParseUntil("endif");
                reader.Take();
            }

            Close();
            return new IfStatement(branches, otherwise);
        }
    }

    private ForStatement For()
    {
        Expression target = Target();
        if (!reader.TryName("in"))
        {
            throw reader.Unexpected("'in'");
        }

        Expression source = expressions.Parse(allowTuple: true, allowConditional: false);
        Expression? condition = reader.TryName("if") ? expressions.Parse() : null;
        Close();
        Block body = ParseUntil("else", "endfor");
        Block? otherwise = null;
        if (reader.Take().Text == "else")
        {
            Close();
            otherwise = ParseUntil("endfor");
            reader.Take();
        }

        Close();
        return new ForStatement(target, source, condition, body, otherwise);
    }

    private SetStatement Set()
    {
        Expression target = Target();
        if (reader.TrySymbol("="))
        {
            Expression value = expressions.Parse(allowTuple: true);
            Close();
            return new SetStatement(target, value, null, []);
        }

        List<PostfixOperation> filters = postfix.Filters();
        return new SetStatement(target, null, Body("endset"), filters);
    }

    private MacroStatement Macro()
    {
        string name = reader.Expect(JinjaTokenKind.Name, "the name of a macro").Text;
        List<(string, Expression?)> parameters = Parameters();
        return new MacroStatement(new MacroDefinition(name, parameters, Body("endmacro")));
    }

    private CallStatement Call()
    {
        List<(string, Expression?)> parameters = reader.Current.IsSymbol("(") ? Parameters() : [];
        JinjaToken name = reader.Expect(JinjaTokenKind.Name, "the name of a macro");
        Expression callee = new NameExpression(name.Position, name.Text);
        ArgumentList arguments = postfix.Arguments();
        return new CallStatement(callee, arguments, new MacroDefinition("caller", parameters, Body("endcall")));
    }

    private WithStatement With()
    {
        List<(Expression, Expression)> assignments = [];
        while (reader.Current.Kind != JinjaTokenKind.CloseStatement)
        {
            Expression target = Target();
            reader.Symbol("=");
            assignments.Add((target, expressions.Parse()));
            if (!reader.TrySymbol(",") && reader.Current.Kind != JinjaTokenKind.CloseStatement)
            {
                throw reader.Unexpected("',' or '%}'");
            }
        }

        return new WithStatement(assignments, Body("endwith"));
    }

    private FilterStatement Filter()
    {
        List<PostfixOperation> filters = [postfix.Filter(), .. postfix.Filters()];
        return new FilterStatement(filters, Body("endfilter"));
    }

    private Block Generation() => Body("endgeneration");

    private JumpStatement Jump(Flow flow)
    {
        Close();
        return new JumpStatement(flow);
    }

    private Block Body(string end)
    {
        Close();
        Block body = ParseUntil(end);
        reader.Take();
        Close();
        return body;
    }

    private List<(string Name, Expression? Default)> Parameters()
    {
        List<(string, Expression?)> parameters = [];
        reader.Symbol("(");
        while (!reader.TrySymbol(")"))
        {
            string name = reader.Expect(JinjaTokenKind.Name, "the name of a parameter").Text;
            parameters.Add((name, reader.TrySymbol("=") ? expressions.Parse() : null));
            if (!reader.TrySymbol(",") && !reader.Current.IsSymbol(")"))
            {
                throw reader.Unexpected("',' or ')'");
            }
        }

        return parameters;
    }

    private Expression Target()
    {
        Expression target = expressions.Target();
        return AssignmentTarget.IsTarget(target) ? target : throw reader.Unexpected("a name to assign to before this");
    }

    private void Close() => reader.Expect(JinjaTokenKind.CloseStatement, "'%}'");
}
