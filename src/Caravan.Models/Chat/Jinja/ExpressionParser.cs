// Parses expressions.
using System.Globalization;
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Operators by precedence, each level flat.</summary>
internal sealed class ExpressionParser(TokenReader reader)
{
    private static readonly string[][] Levels =
    [
        ["+", "-"],
        ["~"],
        ["*", "/", "//", "%"],
    ];
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>An expression; with commas a tuple where <paramref name="allowTuple"/> says so.</summary>
    public Expression Parse(bool allowTuple = false, bool allowConditional = true)
    {
        reader.Enter();
        Expression first = allowConditional ? Conditional() : Or();
        if (allowTuple && reader.Current.IsSymbol(","))
        {
            List<Expression> items = [first];
            while (reader.TrySymbol(",") && !EndsTuple())
            {
                items.Add(allowConditional ? Conditional() : Or());
            }

            first = new ListExpression(first.Position, items);
        }

        reader.Leave();
        return first;
    }

    /// <summary>Names to assign to, with commas a tuple.</summary>
    public Expression Target()
    {
        Expression first = new PostfixParser(reader, this).Parse(allowsTests: false);
        if (!reader.Current.IsSymbol(","))
        {
            return first;
        }

        List<Expression> items = [first];
        while (reader.TrySymbol(",") && !EndsTuple() && !reader.Current.IsName("in"))
        {
            items.Add(new PostfixParser(reader, this).Parse(allowsTests: false));
        }

        return new ListExpression(first.Position, items);
    }

    /// <summary>A literal, name, list, mapping or expression in brackets.</summary>
    public Expression Primary()
    {
        JinjaToken token = reader.Current;
        switch (token.Kind)
        {
            case JinjaTokenKind.Name:
                reader.Take();
                return Word(token);
            case JinjaTokenKind.String:
                string text = "";
                while (reader.Current.Kind == JinjaTokenKind.String)
                {
                    text += reader.Take().Text;
                }

                return new ConstantExpression(token.Position, new JinjaString(text));
            case JinjaTokenKind.Integer:
                return long.TryParse(token.Text, CultureInfo.InvariantCulture, out long integer)
                    ? Constant(new JinjaInteger(integer))
                    : throw reader.Unexpected("an integer of at most 64 bits");
            case JinjaTokenKind.Float:
                return Constant(new JinjaFloat(double.Parse(token.Text, CultureInfo.InvariantCulture)));
            default:
                return Bracket();
        }
    }

    private ConstantExpression Constant(JinjaValue value) => new(reader.Take().Position, value);

    private static Expression Word(JinjaToken token) =>
        token.Text switch
        {
            "true" or "True" => new ConstantExpression(token.Position, JinjaBoolean.Of(true)),
            "false" or "False" => new ConstantExpression(token.Position, JinjaBoolean.Of(false)),
            "none" or "None" or "null" => new ConstantExpression(token.Position, JinjaNone.Instance),
            _ => new NameExpression(token.Position, token.Text),
        };

    private Expression Bracket()
    {
        int position = reader.Current.Position;
        if (reader.TrySymbol("("))
        {
            if (reader.TrySymbol(")"))
            {
                return new ListExpression(position, []);
            }

            Expression inside = Parse(allowTuple: true);
            reader.Symbol(")");
            return inside;
        }

        if (reader.TrySymbol("["))
        {
            List<Expression> items = [];
            while (!reader.TrySymbol("]"))
            {
                items.Add(Parse());
                Separate("]");
            }

            return new ListExpression(position, items);
        }

        if (!reader.TrySymbol("{"))
        {
            throw reader.Unexpected("a value");
        }

        List<KeyValuePair<Expression, Expression>> entries = [];
        while (!reader.TrySymbol("}"))
        {
            Expression key = Parse();
            reader.Symbol(":");
            entries.Add(new(key, Parse()));
            Separate("}");
        }

        return new MapExpression(position, entries);
    }

    private void Separate(string close)
    {
        if (!reader.TrySymbol(",") && !reader.Current.IsSymbol(close))
        {
            throw reader.Unexpected($"',' or '{close}'");
        }
    }

    private bool EndsTuple() =>
        reader.Current.Kind is JinjaTokenKind.CloseStatement or JinjaTokenKind.CloseExpression
        || reader.Current.IsSymbol(")")
        || reader.Current.IsSymbol("=");

    private Expression Conditional()
    {
        Expression value = Or();
        List<(Expression, Expression)> branches = [];
        while (reader.TryName("if"))
        {
            Expression condition = Or();
            branches.Add((value, condition));
            if (!reader.TryName("else"))
            {
                return new ConditionalExpression(branches, null);
            }

            value = Or();
        }

        return branches.Count == 0 ? value : new ConditionalExpression(branches, value);
    }

    private Expression Or() => Logic("or", () => Logic("and", Not));

    private Expression Logic(string word, Func<Expression> operand)
    {
        Expression first = operand();
        if (!reader.Current.IsName(word))
        {
            return first;
        }

        List<Expression> operands = [first];
        while (reader.TryName(word))
        {
            operands.Add(operand());
        }

        return new LogicExpression(operands, word == "or");
    }

    private Expression Not()
    {
        int position = reader.Current.Position;
        int count = 0;
        while (reader.TryName("not"))
        {
            count++;
        }

        Expression operand = Comparison();
        return count == 0 ? operand : new NotExpression(position, operand, count % 2 == 0);
    }

    private Expression Comparison()
    {
        Expression first = Arithmetic(0);
        List<(string, Expression, int)>? rest = null;
        while (ComparisonOperator() is { } operation)
        {
            int position = reader.Current.Position;
            (rest ??= []).Add((operation, Arithmetic(0), position));
        }

        return rest is null ? first : new ComparisonExpression(first, rest);
    }

    private string? ComparisonOperator()
    {
        if (reader.TryName("in"))
        {
            return "in";
        }

        if (reader.Current.IsName("not") && reader.Following.IsName("in"))
        {
            reader.Take();
            reader.Take();
            return "not in";
        }

        return reader.Current.Kind == JinjaTokenKind.Symbol && Array.IndexOf(Comparisons, reader.Current.Text) >= 0
            ? reader.Take().Text
            : null;
    }

    private Expression Arithmetic(int level)
    {
        if (level == Levels.Length)
        {
            return Signed();
        }

        Expression first = Arithmetic(level + 1);
        List<(string, Expression, int)>? rest = null;
        while (reader.Current.Kind == JinjaTokenKind.Symbol && Array.IndexOf(Levels[level], reader.Current.Text) >= 0)
        {
            JinjaToken operation = reader.Take();
            (rest ??= []).Add((operation.Text, Arithmetic(level + 1), operation.Position));
        }

        return rest is null ? first : new ArithmeticExpression(first, rest);
    }

    private Expression Signed()
    {
        bool isSigned = false;
        bool isNegative = false;
        int position = reader.Current.Position;
        while (reader.Current.IsSymbol("-") || reader.Current.IsSymbol("+"))
        {
            isSigned = true;
            isNegative ^= reader.Take().Text == "-";
        }

        // Filters and tests apply to the signed number: -1 | abs is 1.
        PostfixParser postfix = new(reader, this);
        Expression operand = isSigned
            ? postfix.ParseWith(value => new SignExpression(position, value, isNegative))
            : postfix.Parse();
        if (!reader.Current.IsSymbol("**"))
        {
            return operand;
        }

        List<(string, Expression, int)> powers = [];
        while (reader.TrySymbol("**"))
        {
            reader.Enter();
            powers.Add(("**", Signed(), position));
            reader.Leave();
        }

        return new ArithmeticExpression(operand, powers);
    }
}
