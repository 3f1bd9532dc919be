// Equality of mapping keys.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>Compares keys by value; numbers and truth values are equal as in Python.</summary>
internal sealed class JinjaKeyComparer : IEqualityComparer<JinjaValue>
{
    /// <summary>The only instance.</summary>
    public static JinjaKeyComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(JinjaValue? x, JinjaValue? y) =>
        (x, y) switch
        {
            (JinjaString a, JinjaString b) => a.Value == b.Value,
            (JinjaNone, JinjaNone) => true,
            ({ } a, { } b) => Number(a) is { } left && Number(b) is { } right && left == right,
            _ => false,
        };

    /// <inheritdoc/>
    public int GetHashCode(JinjaValue obj) =>
        obj is JinjaString text ? string.GetHashCode(text.Value) : (Number(obj) ?? 0).GetHashCode();

    /// <summary>True when <paramref name="value"/> may be a key.</summary>
    public static bool IsKey(JinjaValue value) => value is JinjaString or JinjaNone || Number(value) is not null;

    private static double? Number(JinjaValue value) =>
        value switch
        {
            JinjaInteger integer => integer.Value,
            JinjaFloat number => number.Value,
            JinjaBoolean boolean => boolean.Value ? 1 : 0,
            _ => null,
        };
}
