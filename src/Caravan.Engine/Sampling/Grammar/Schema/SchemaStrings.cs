// Strings of a JSON schema.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Converts schemas of strings. Formats that are not known here are remarks, as the standard has it.</summary>
internal static class SchemaStrings
{
    private static readonly GrammarExpression Date = BuildDate();
    private static readonly GrammarExpression Time = BuildTime();

    /// <summary>The strings that a schema allows; null for none.</summary>
    public static GrammarExpression? Convert(SchemaNode schema)
    {
        int least = schema.Count("minLength") ?? 0;
        int? most = schema.Count("maxLength");
        most = most > GrammarLimits.Repetitions ? null : most;
        if (least > GrammarLimits.Repetitions || most < least)
        {
            return null;
        }

        RegexPiece? format = schema.Text("format") is string name ? Format(name) : null;
        if (schema.Text("pattern") is not string pattern)
        {
            return format is null
                ? JsonGrammar.Quoted(JsonGrammar.Repeat(JsonGrammar.AnyCharacter, least, most))
                : Within(schema, format, least, most);
        }

        return format is null
            ? Within(schema, new RegexParser(pattern, schema).Parse(), least, most)
            : throw schema.Error("pattern beside format cannot be expressed");
    }

    private static GrammarExpression? Within(SchemaNode schema, RegexPiece piece, int least, int? most)
    {
        if (piece.Repeated is GrammarExpression one)
        {
            int from = Math.Max(least, piece.Least);
            int? to = most is null || piece.Most is null ? most ?? piece.Most : Math.Min(most.Value, piece.Most.Value);
            return to < from ? null : JsonGrammar.Quoted(JsonGrammar.Repeat(one, from, to));
        }

        return piece.Least >= least && (most is null || piece.Most <= most)
            ? JsonGrammar.Quoted(piece.Expression)
            : throw schema.Error(
                "minLength or maxLength beside this pattern or format cannot be expressed: say it in the pattern"
            );
    }

    private static RegexPiece? Format(string name) =>
        name switch
        {
            "date" => new RegexPiece(Date, 10, 10),
            "time" => new RegexPiece(Time, 9, 18),
            "date-time" => new RegexPiece(JsonGrammar.Sequence(Date, JsonGrammar.Text("T"), Time), 20, 29),
            "uuid" => new RegexPiece(BuildUuid(), 36, 36),
            "ipv4" => new RegexPiece(BuildAddress(), 7, 15),
            _ => null,
        };

    private static GrammarExpression Digits(int count) => JsonGrammar.Repeat(JsonGrammar.Digit, count, count);

    /// <summary>Years from 1000, and no 29th of February, which only some of them have.</summary>
    private static GrammarExpression BuildDate()
    {
        GrammarExpression upTo28 = JsonGrammar.Choice(
            JsonGrammar.Sequence(JsonGrammar.Text("0"), JsonGrammar.Range('1', '9')),
            JsonGrammar.Sequence(JsonGrammar.Text("1"), JsonGrammar.Digit),
            JsonGrammar.Sequence(JsonGrammar.Text("2"), JsonGrammar.Range('0', '8'))
        );
        GrammarExpression upTo30 = JsonGrammar.Choice(upTo28, JsonGrammar.Text("29"), JsonGrammar.Text("30"));
        return JsonGrammar.Sequence(
            JsonGrammar.Range('1', '9'),
            Digits(3),
            JsonGrammar.Text("-"),
            JsonGrammar.Choice(
                JsonGrammar.Sequence(JsonGrammar.Text("02-"), upTo28),
                JsonGrammar.Sequence(Months("04-", "06-", "09-", "11-"), upTo30),
                JsonGrammar.Sequence(
                    Months("01-", "03-", "05-", "07-", "08-", "10-", "12-"),
                    JsonGrammar.Choice(upTo30, JsonGrammar.Text("31"))
                )
            )
        );
    }

    private static GrammarExpression Months(params string[] months) =>
        JsonGrammar.Choice([.. months.Select(JsonGrammar.Text)]);

    private static GrammarExpression BuildTime()
    {
        GrammarExpression sixty = JsonGrammar.Sequence(JsonGrammar.Range('0', '5'), JsonGrammar.Digit);
        GrammarExpression hour = JsonGrammar.Choice(
            JsonGrammar.Sequence(JsonGrammar.Class("01"), JsonGrammar.Digit),
            JsonGrammar.Sequence(JsonGrammar.Text("2"), JsonGrammar.Range('0', '3'))
        );
        // Offsets are below 14 hours, the largest in use.
        GrammarExpression offset = JsonGrammar.Choice(
            JsonGrammar.Sequence(JsonGrammar.Text("0"), JsonGrammar.Digit),
            JsonGrammar.Sequence(JsonGrammar.Text("1"), JsonGrammar.Range('0', '3'))
        );
        return JsonGrammar.Sequence(
            hour,
            JsonGrammar.Text(":"),
            sixty,
            JsonGrammar.Text(":"),
            sixty,
            JsonGrammar.Optional(JsonGrammar.Sequence(JsonGrammar.Text("."), Digits(3))),
            JsonGrammar.Choice(
                JsonGrammar.Text("Z"),
                JsonGrammar.Sequence(JsonGrammar.Class("+-"), offset, JsonGrammar.Text(":"), sixty)
            )
        );
    }

    private static GrammarExpression BuildUuid()
    {
        GrammarExpression hex = JsonGrammar.Class("0123456789abcdefABCDEF");
        GrammarExpression Part(int count) => JsonGrammar.Repeat(hex, count, count);
        GrammarExpression dash = JsonGrammar.Text("-");
        return JsonGrammar.Sequence(Part(8), dash, Part(4), dash, Part(4), dash, Part(4), dash, Part(12));
    }

    private static GrammarExpression BuildAddress()
    {
        GrammarExpression part = NumberRange.Signed(0, 255, 0)!;
        GrammarExpression dot = JsonGrammar.Text(".");
        return JsonGrammar.Sequence(part, dot, part, dot, part, dot, part);
    }
}
