// Parses what follows a value.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Members, indexes, slices, calls, filters and tests.</summary>
internal sealed class PostfixParser(TokenReader reader, ExpressionParser expressions)
{
    private static readonly string[] NoArgument = ["if", "else", "or", "and", "not", "in", "is"];

    /// <summary>A value with all that follows it.</summary>
    public Expression Parse(bool allowsTests = true)
    {
        Expression first = expressions.Primary();
        List<PostfixOperation> operations = [];
        ParseMembers(operations);
        if (allowsTests)
        {
            ParseFilters(operations);
        }

        return operations.Count == 0 ? first : new PostfixExpression(first, operations);
    }

    /// <summary>A value with members, wrapped, then filters and tests.</summary>
    public Expression ParseWith(Func<Expression, Expression> wrap)
    {
        Expression signed = wrap(Parse(allowsTests: false));
        List<PostfixOperation> operations = [];
        ParseFilters(operations);
        return operations.Count == 0 ? signed : new PostfixExpression(signed, operations);
    }

    /// <summary>Filters with bars before them.</summary>
    public List<PostfixOperation> Filters()
    {
        List<PostfixOperation> filters = [];
        while (reader.TrySymbol("|"))
        {
            filters.Add(Filter());
        }

        return filters;
    }

    /// <summary>A filter's name and arguments.</summary>
    public FilterOperation Filter()
    {
        JinjaToken name = reader.Expect(JinjaTokenKind.Name, "the name of a filter");
        return new FilterOperation(name.Position, name.Text, OptionalArguments());
    }

    /// <summary>Arguments in brackets.</summary>
    public ArgumentList Arguments()
    {
        reader.Symbol("(");
        List<(Expression, bool)> positional = [];
        List<KeyValuePair<string, Expression>> named = [];
        while (!reader.TrySymbol(")"))
        {
            if (reader.Current.Kind == JinjaTokenKind.Name && reader.Following.IsSymbol("="))
            {
                string name = reader.Take().Text;
                reader.Take();
                named.Add(new(name, expressions.Parse()));
            }
            else
            {
                bool isSpread = reader.TrySymbol("*");
                positional.Add((expressions.Parse(), isSpread));
            }

            if (!reader.TrySymbol(",") && !reader.Current.IsSymbol(")"))
            {
                throw reader.Unexpected("',' or ')'");
            }
        }

        return new ArgumentList(positional, named);
    }

    private ArgumentList OptionalArguments() => reader.Current.IsSymbol("(") ? Arguments() : ArgumentList.Empty;

    private void ParseMembers(List<PostfixOperation> operations)
    {
        while (true)
        {
            int position = reader.Current.Position;
            if (reader.TrySymbol("."))
            {
                JinjaToken member = reader.Take();
                if (member.Kind == JinjaTokenKind.Integer)
                {
                    JinjaValue index = new JinjaInteger(
                        int.TryParse(member.Text, out int number) ? number : int.MaxValue
                    );
                    operations.Add(new MemberOperation(position, new ConstantExpression(position, index)));
                }
                else if (member.Kind != JinjaTokenKind.Name)
                {
                    throw reader.Unexpected("the name of a member after '.'");
                }
                else if (reader.Current.IsSymbol("("))
                {
                    operations.Add(new MethodOperation(position, member.Text, Arguments()));
                }
                else
                {
                    operations.Add(
                        new MemberOperation(position, new ConstantExpression(position, new JinjaString(member.Text)))
                    );
                }
            }
            else if (reader.TrySymbol("["))
            {
                operations.Add(Index(position));
            }
            else if (reader.Current.IsSymbol("("))
            {
                operations.Add(new CallOperation(position, Arguments()));
            }
            else
            {
                return;
            }
        }
    }

    private PostfixOperation Index(int position)
    {
        Expression?[] parts = new Expression?[3];
        int count = 0;
        bool isSlice = false;
        while (!reader.Current.IsSymbol("]"))
        {
            if (reader.TrySymbol(":"))
            {
                isSlice = true;
                if (++count > 2)
                {
                    throw reader.Unexpected("']'");
                }
            }
            else if (parts[count] is null)
            {
                parts[count] = expressions.Parse(allowTuple: true);
            }
            else
            {
                throw reader.Unexpected("']' or ':'");
            }
        }

        reader.Symbol("]");
        return isSlice ? new SliceOperation(position, parts[0], parts[1], parts[2])
            : parts[0] is { } key ? new MemberOperation(position, key)
            : throw reader.Unexpected("an index within '[]'");
    }

    private void ParseFilters(List<PostfixOperation> operations)
    {
        while (true)
        {
            if (reader.TrySymbol("|"))
            {
                operations.Add(Filter());
            }
            else if (reader.TryName("is"))
            {
                bool isNegated = reader.TryName("not");
                JinjaToken name = reader.Expect(JinjaTokenKind.Name, "the name of a test");
                operations.Add(new TestOperation(name.Position, name.Text, TestArguments(), isNegated));
            }
            else if (
                operations.Count > 0
                && (reader.Current.IsSymbol(".") || reader.Current.IsSymbol("[") || reader.Current.IsSymbol("("))
            )
            {
                ParseMembers(operations);
            }
            else
            {
                return;
            }
        }
    }

    private ArgumentList TestArguments()
    {
        bool isWord = reader.Current.Kind == JinjaTokenKind.Name && Array.IndexOf(NoArgument, reader.Current.Text) < 0;
        bool isLiteral = reader.Current.Kind is JinjaTokenKind.String or JinjaTokenKind.Integer or JinjaTokenKind.Float;
        return isWord || isLiteral || reader.Current.IsSymbol("[")
            ? new ArgumentList([(Parse(allowsTests: false), false)], [])
            : OptionalArguments();
    }
}
