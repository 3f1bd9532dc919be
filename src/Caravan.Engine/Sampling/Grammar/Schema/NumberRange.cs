// Decimal numbers between two bounds.
using System.Globalization;
using System.Numerics;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Numbers n / 10^scale for n between two bounds, written with exactly so many decimals.</summary>
internal static class NumberRange
{
    /// <summary>Numbers of a range that may contain negative ones; null for an empty one.</summary>
    public static GrammarExpression? Signed(BigInteger first, BigInteger last, int scale)
    {
        GrammarExpression? negative = last < 0 || first < 0 ? Unsigned(BigInteger.Max(-last, 1), -first, scale) : null;
        GrammarExpression? positive = Unsigned(BigInteger.Max(first, 0), last, scale);
        negative = negative is null ? null : JsonGrammar.Sequence(JsonGrammar.Text("-"), negative);
        return Either(negative, positive);
    }

    /// <summary>
    /// Numbers strictly between two of the scale's numbers that are written with more decimals; null where the bounds are
    /// one or none.
    /// </summary>
    public static GrammarExpression? Between(BigInteger first, BigInteger last, int scale)
    {
        GrammarExpression more = JsonGrammar.Sequence(
            JsonGrammar.Text(scale == 0 ? "." : ""),
            JsonGrammar.Repeat(JsonGrammar.Digit, 0, 5),
            JsonGrammar.Range('1', '9')
        );
        GrammarExpression? negative = Unsigned(BigInteger.Max(-last, 0), -first - 1, scale);
        GrammarExpression? positive = Unsigned(BigInteger.Max(first, 0), last - 1, scale);
        return Either(
            negative is null ? null : JsonGrammar.Sequence(JsonGrammar.Text("-"), negative, more),
            positive is null ? null : JsonGrammar.Sequence(positive, more)
        );
    }

    /// <summary>One of two expressions, either of which may be nothing.</summary>
    public static GrammarExpression? Either(GrammarExpression? one, GrammarExpression? other) =>
        one is null || other is null ? one ?? other : JsonGrammar.Choice(one, other);

    private static GrammarExpression? Unsigned(BigInteger first, BigInteger last, int scale)
    {
        List<GrammarExpression> lengths = [];
        while (first <= last)
        {
            string low = first.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
            BigInteger longest = BigInteger.Pow(10, low.Length) - 1;
            string high = BigInteger.Min(longest, last).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
            lengths.Add(SameLength(low, high, scale));
            first = longest + 1;
        }

        return lengths.Count == 0 ? null : JsonGrammar.Choice([.. lengths]);
    }

    private static GrammarExpression SameLength(string low, string high, int scale)
    {
        int length = low.Length;
        if (length == scale && scale > 0)
        {
            return JsonGrammar.Sequence(JsonGrammar.Text("."), SameLength(low, high, 0));
        }

        if (length == 0 || (low.All(digit => digit == '0') && high.All(digit => digit == '9')))
        {
            return AnyDigits(length, scale);
        }

        if (low[0] == high[0])
        {
            return JsonGrammar.Sequence(JsonGrammar.Text(low[..1]), SameLength(low[1..], high[1..], scale));
        }

        List<GrammarExpression> alternatives =
        [
            JsonGrammar.Sequence(JsonGrammar.Text(low[..1]), SameLength(low[1..], new string('9', length - 1), scale)),
            JsonGrammar.Sequence(
                JsonGrammar.Text(high[..1]),
                SameLength(new string('0', length - 1), high[1..], scale)
            ),
        ];
        if (high[0] - low[0] > 1)
        {
            alternatives.Add(
                JsonGrammar.Sequence(
                    JsonGrammar.Range((char)(low[0] + 1), (char)(high[0] - 1)),
                    AnyDigits(length - 1, scale)
                )
            );
        }

        return JsonGrammar.Choice([.. alternatives]);
    }

    private static GrammarExpression AnyDigits(int count, int scale)
    {
        int decimals = scale > 0 && count >= scale ? scale : 0;
        GrammarExpression digits = JsonGrammar.Repeat(JsonGrammar.Digit, count - decimals, count - decimals);
        return decimals == 0
            ? digits
            : JsonGrammar.Sequence(
                digits,
                JsonGrammar.Text("."),
                JsonGrammar.Repeat(JsonGrammar.Digit, decimals, decimals)
            );
    }
}
