// Numbers of a JSON schema.
using System.Numerics;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Converts schemas of integers and other numbers; those with bounds are written without an exponent.</summary>
internal static class SchemaNumbers
{
    private const int MostDecimals = 9;
    private static readonly BigInteger Unbounded = BigInteger.Pow(10, 15);
    private static readonly BigInteger LargestBound = BigInteger.Pow(10, 18);

    /// <summary>The numbers that a schema allows; null for none.</summary>
    public static GrammarExpression? Convert(SchemaNode schema, bool isInteger)
    {
        (decimal Value, bool Excludes)? low = Bound(schema, "minimum", "exclusiveMinimum", isLow: true);
        (decimal Value, bool Excludes)? high = Bound(schema, "maximum", "exclusiveMaximum", isLow: false);
        int? decimals = Decimals(schema);
        if (isInteger || decimals == 0)
        {
            return low is null && high is null ? JsonGrammar.Integer : Exact(low, high, scale: 0);
        }

        if (low is null && high is null && decimals is null)
        {
            return JsonGrammar.Number;
        }

        int scale = decimals ?? Math.Max(Scale(low), Scale(high));
        if (scale > MostDecimals)
        {
            throw schema.Error($"bounds with more than {MostDecimals} decimals cannot be expressed");
        }

        GrammarExpression? numbers = null;
        for (int written = 0; written <= scale; written++)
        {
            numbers = NumberRange.Either(numbers, Exact(low, high, written));
        }

        (BigInteger first, BigInteger last) = Scaled(low, high, scale, countsExcluded: true);
        return decimals is null ? NumberRange.Either(numbers, NumberRange.Between(first, last, scale)) : numbers;
    }

    private static GrammarExpression? Exact((decimal, bool)? low, (decimal, bool)? high, int scale)
    {
        (BigInteger first, BigInteger last) = Scaled(low, high, scale, countsExcluded: false);
        return NumberRange.Signed(first, last, scale);
    }

    /// <summary>The first and the last number of a scale within the bounds.</summary>
    private static (BigInteger First, BigInteger Last) Scaled(
        (decimal Value, bool Excludes)? low,
        (decimal Value, bool Excludes)? high,
        int scale,
        bool countsExcluded
    )
    {
        BigInteger factor = BigInteger.Pow(10, scale);
        BigInteger? first = low is null ? null : (BigInteger)decimal.Ceiling(low.Value.Value * (decimal)factor);
        BigInteger? last = high is null ? null : (BigInteger)decimal.Floor(high.Value.Value * (decimal)factor);
        if (!countsExcluded && low is { Excludes: true } && (decimal)first! == low.Value.Value * (decimal)factor)
        {
            first++;
        }

        if (!countsExcluded && high is { Excludes: true } && (decimal)last! == high.Value.Value * (decimal)factor)
        {
            last--;
        }

        BigInteger reach = Unbounded * factor;
        return (first ?? (last < 0 ? last.Value - reach : -reach), last ?? (first > 0 ? first.Value + reach : reach));
    }

    /// <summary>The stricter of two bounds. In older schemas "exclusive" is true or false.</summary>
    private static (decimal Value, bool Excludes)? Bound(
        SchemaNode schema,
        string keyword,
        string exclusive,
        bool isLow
    )
    {
        bool isFlag = schema[exclusive] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out bool _);
        decimal? included = schema.Number(keyword);
        decimal? excluded = isFlag ? null : schema.Number(exclusive);
        if (isFlag && schema[exclusive]!.GetValue<bool>())
        {
            (included, excluded) = (null, included);
        }

        foreach (decimal bound in new[] { included, excluded }.OfType<decimal>())
        {
            if (Math.Abs(bound) > (decimal)LargestBound)
            {
                throw schema.Error($"the bound {bound} is beyond 10^18, which cannot be expressed");
            }
        }

        bool excludes =
            included is null || (excluded is not null && (isLow ? excluded >= included : excluded <= included));
        return (included ?? excluded) is null ? null : ((excludes ? excluded : included)!.Value, excludes);
    }

    private static int Scale((decimal Value, bool Excludes)? bound) =>
        bound is null ? 0 : (bound.Value.Value / 1.0000000000000000000000000000m).Scale;

    /// <summary>The decimals that multipleOf leaves; null for any number of them.</summary>
    private static int? Decimals(SchemaNode schema)
    {
        if (schema.Number("multipleOf") is not decimal unit)
        {
            return null;
        }

        for (int decimals = 0; decimals <= MostDecimals; decimals++, unit *= 10)
        {
            if (unit == 1)
            {
                return decimals;
            }
        }

        throw schema.Error("multipleOf cannot be expressed by a grammar but for 1, 0.1, 0.01 and so on");
    }
}
