// One entry of --logit-bias: a token and what is added to its logit.
using System.Globalization;

namespace Caravan.Engine.Sampling;

/// <summary>Adds <paramref name="Bias"/> to the logit of <paramref name="Token"/>; minus infinity forbids the token.</summary>
/// <param name="Token">The token's id.</param>
/// <param name="Bias">A finite number or negative infinity.</param>
public readonly record struct LogitBias(int Token, float Bias)
{
    /// <summary>
    /// Reads llama.cpp's form TOKEN_ID(+/-)BIAS: <c>15043+1</c>, <c>15043-0.5</c>, <c>2-inf</c>.
    /// </summary>
    /// <returns>False when the text has another form.</returns>
    public static bool TryParse(string text, out LogitBias bias)
    {
        bias = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        // The first character may be the sign of the token's id, which llama.cpp reads as an integer.
        int sign = text.AsSpan(1).IndexOfAny('+', '-') + 1;
        if (
            sign == 0
            || !int.TryParse(
                text.AsSpan(0, sign),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture,
                out int token
            )
        )
        {
            return false;
        }

        ReadOnlySpan<char> digits = text.AsSpan(sign + 1).Trim();
        if (
            digits.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || digits.Equals("infinity", StringComparison.OrdinalIgnoreCase)
        )
        {
            bias = new LogitBias(token, text[sign] == '-' ? float.NegativeInfinity : float.PositiveInfinity);
            return true;
        }

        if (!float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
        {
            return false;
        }

        bias = new LogitBias(token, text[sign] == '-' ? -value : value);
        return true;
    }
}
