// A size that is constant or a product of runtime symbols: coefficient * tokens^a * cache^b * outputs^c.
using System.Globalization;

namespace Caravan.Graph;

/// <summary>
/// A number of elements or bytes in a graph, known or symbolic: a coefficient times powers of the symbols. Every extent,
/// stride and offset that model graphs need is such a product, which keeps comparison exact and evaluation cheap.
/// </summary>
public readonly record struct Extent
{
    private readonly byte tokenPower;
    private readonly byte cachePower;
    private readonly byte outputPower;

    private Extent(long coefficient, int tokenPower, int cachePower, int outputPower)
    {
        Coefficient = coefficient;
        // Zero is one value whatever the symbols, so that equality stays exact.
        this.tokenPower = coefficient == 0 ? (byte)0 : checked((byte)tokenPower);
        this.cachePower = coefficient == 0 ? (byte)0 : checked((byte)cachePower);
        this.outputPower = coefficient == 0 ? (byte)0 : checked((byte)outputPower);
    }

    /// <summary>The tokens of the micro-batch.</summary>
    public static Extent Tokens { get; } = new(1, 1, 0, 0);

    /// <summary>The cache length attention looks at.</summary>
    public static Extent CacheLength { get; } = new(1, 0, 1, 0);

    /// <summary>The rows of logits wanted.</summary>
    public static Extent Outputs { get; } = new(1, 0, 0, 1);

    /// <summary>The constant factor.</summary>
    public long Coefficient { get; }

    /// <summary>True when no symbol takes part.</summary>
    public bool IsConstant => tokenPower == 0 && cachePower == 0 && outputPower == 0;

    /// <summary>The constant's value.</summary>
    /// <exception cref="GraphException">The extent is symbolic.</exception>
    public long Constant =>
        IsConstant ? Coefficient : throw new GraphException($"{this} is not constant where a constant is needed");

    /// <summary>A constant extent.</summary>
    public static implicit operator Extent(long constant) => new(constant, 0, 0, 0);

    /// <summary>Product.</summary>
    /// <exception cref="GraphException">The coefficient overflows.</exception>
    public static Extent operator *(Extent left, Extent right)
    {
        try
        {
            return new(
                checked(left.Coefficient * right.Coefficient),
                left.tokenPower + right.tokenPower,
                left.cachePower + right.cachePower,
                left.outputPower + right.outputPower
            );
        }
        catch (OverflowException)
        {
            throw new GraphException($"the product of {left} and {right} overflows");
        }
    }

    /// <summary>Exact quotient.</summary>
    /// <exception cref="GraphException">The division leaves a remainder or a symbol in the denominator.</exception>
    public static Extent operator /(Extent left, Extent right)
    {
        if (
            right.Coefficient == 0
            || left.Coefficient % right.Coefficient != 0
            || left.tokenPower < right.tokenPower
            || left.cachePower < right.cachePower
            || left.outputPower < right.outputPower
        )
        {
            throw new GraphException($"{left} is no multiple of {right}");
        }

        return new(
            left.Coefficient / right.Coefficient,
            left.tokenPower - right.tokenPower,
            left.cachePower - right.cachePower,
            left.outputPower - right.outputPower
        );
    }

    /// <summary>True when <paramref name="divisor"/> divides this for every value of the symbols.</summary>
    public bool IsMultipleOf(Extent divisor) =>
        divisor.Coefficient != 0
        && Coefficient % divisor.Coefficient == 0
        && tokenPower >= divisor.tokenPower
        && cachePower >= divisor.cachePower
        && outputPower >= divisor.outputPower;

    /// <summary>The value for given symbols.</summary>
    /// <exception cref="GraphException">The value overflows 63 bits.</exception>
    public long Evaluate(in SymbolValues symbols)
    {
        if (IsConstant)
        {
            return Coefficient;
        }

        try
        {
            return checked(
                Coefficient
                * Power(symbols.Tokens, tokenPower)
                * Power(symbols.CacheLength, cachePower)
                * Power(symbols.Outputs, outputPower)
            );
        }
        catch (OverflowException)
        {
            throw new GraphException($"{this} overflows for {symbols}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Coefficient.ToString(CultureInfo.InvariantCulture)
        + string.Concat(Enumerable.Repeat("*tokens", tokenPower))
        + string.Concat(Enumerable.Repeat("*cache", cachePower))
        + string.Concat(Enumerable.Repeat("*outputs", outputPower));

    private static long Power(long value, int exponent)
    {
        long result = 1;
        for (int i = 0; i < exponent; i++)
        {
            result = checked(result * value);
        }

        return result;
    }
}
