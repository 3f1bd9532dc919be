// The parts that grammars of JSON texts are made of.
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Expressions of JSON texts. White space is optional and short: one blank, or a line end and an indent.</summary>
internal static class JsonGrammar
{
    // More digits than a double holds would only be lost.
    private const int Digits = 15;
    private const int LongestIndent = 20;

    private static readonly JsonSerializerOptions Plainly = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly CharacterSet Escaped = CharacterSet.Of((0, 0x1F), (0x7F, 0x7F), ('"', '"'), ('\\', '\\'));

    /// <summary>Characters that stand for themselves in a JSON string.</summary>
    public static CharacterSet Plain { get; } = Escaped.Complement();

    /// <summary>White space where JSON allows it.</summary>
    public static GrammarExpression Space { get; } =
        Choice(Text(""), Text(" "), Sequence(Text("\n"), Repeat(Class(" \t"), 0, LongestIndent)));

    /// <summary>A decimal digit.</summary>
    public static GrammarExpression Digit { get; } = Range('0', '9');

    /// <summary>A character of a string, as itself or escaped; never half of a surrogate pair.</summary>
    public static GrammarExpression AnyCharacter { get; } = BuildCharacter();

    /// <summary>An integer of up to 15 digits.</summary>
    public static GrammarExpression Integer { get; } = Sequence(Optional(Text("-")), IntegerPart());

    /// <summary>A number.</summary>
    public static GrammarExpression Number { get; } =
        Sequence(
            Integer,
            Optional(Sequence(Text("."), Repeat(Digit, 1, Digits))),
            Optional(Sequence(Class("eE"), Optional(Class("+-")), Repeat(Digit, 1, 2)))
        );

    /// <summary>A text.</summary>
    public static GrammarExpression Text(string text) => new LiteralExpression(text);

    /// <summary>One of the characters of a text.</summary>
    public static GrammarExpression Class(string characters) =>
        new CharacterExpression(CharacterSet.OfText(characters));

    /// <summary>A character of a range.</summary>
    public static GrammarExpression Range(char first, char last) =>
        new CharacterExpression(CharacterSet.Of((first, last)));

    /// <summary>Parts one after the other.</summary>
    public static GrammarExpression Sequence(params GrammarExpression[] parts) => new SequenceExpression(parts);

    /// <summary>One of several.</summary>
    public static GrammarExpression Choice(params GrammarExpression[] alternatives) =>
        alternatives.Length == 1 ? alternatives[0] : new ChoiceExpression(alternatives);

    /// <summary>Something or nothing.</summary>
    public static GrammarExpression Optional(GrammarExpression body) => Repeat(body, 0, 1);

    /// <summary>Something several times.</summary>
    public static GrammarExpression Repeat(GrammarExpression body, int least, int? most) =>
        new RepeatExpression(body, least, most);

    /// <summary>Something several times with commas between.</summary>
    public static GrammarExpression List(GrammarExpression item, int least, int? most)
    {
        if (most == 0)
        {
            return Text("");
        }

        GrammarExpression more = Repeat(Sequence(Comma, item), Math.Max(least - 1, 0), most - 1);
        GrammarExpression some = Sequence(item, more);
        return least == 0 ? Optional(some) : some;
    }

    /// <summary>A comma between items.</summary>
    public static GrammarExpression Comma { get; } = Sequence(Text(","), Space);

    /// <summary>A string of characters of a kind.</summary>
    public static GrammarExpression Quoted(GrammarExpression content) => Sequence(Text("\""), content, Text("\""));

    /// <summary>The JSON text of a value without white space.</summary>
    public static GrammarExpression Value(JsonNode? value) =>
        Text(value is null ? "null" : value.ToJsonString(Plainly));

    /// <summary>The JSON text of a string.</summary>
    public static GrammarExpression String(string value) => Text(JsonValue.Create(value).ToJsonString(Plainly));

    /// <summary>One character of a set as it stands in a JSON string.</summary>
    public static GrammarExpression Character(CharacterSet set)
    {
        List<GrammarExpression> alternatives = [];
        CharacterSet plain = set.Intersect(Plain);
        if (!plain.IsEmpty)
        {
            alternatives.Add(new CharacterExpression(plain));
        }

        foreach ((int first, int last) in set.Intersect(Escaped).Ranges)
        {
            for (int character = first; character <= last; character++)
            {
                alternatives.Add(Text(Escape(character)));
            }
        }

        return Choice([.. alternatives]);
    }

    private static string Escape(int character) =>
        character switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => "\\u" + character.ToString("x4", CultureInfo.InvariantCulture),
        };

    private static GrammarExpression IntegerPart() =>
        Choice(Text("0"), Sequence(Range('1', '9'), Repeat(Digit, 0, Digits - 1)));

    private static GrammarExpression BuildCharacter()
    {
        const string Hex = "0123456789abcdefABCDEF";
        GrammarExpression hex = Class(Hex);
        GrammarExpression three = Sequence(hex, hex, hex);
        GrammarExpression alone = Choice(
            Sequence(Class("0123456789abcefABCEF"), three),
            Sequence(Class("dD"), Class("01234567"), hex, hex)
        );
        GrammarExpression pair = Sequence(
            Class("dD"),
            Class("89abAB"),
            hex,
            hex,
            Text("\\u"),
            Class("dD"),
            Class("cdefCDEF"),
            hex,
            hex
        );
        return Choice(
            new CharacterExpression(Plain),
            Sequence(Text("\\"), Choice(Class("\"\\/bfnrt"), Sequence(Text("u"), Choice(alone, pair))))
        );
    }
}
