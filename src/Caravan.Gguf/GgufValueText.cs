// Shows a metadata value as text on one line.
using System.Globalization;
using System.Text;

namespace Caravan.Gguf;

/// <summary>Text of metadata values for people: one line, no control characters.</summary>
public static class GgufValueText
{
    /// <summary>The value as text; of an array the first <paramref name="elements"/> elements and the count.</summary>
    public static string Of(GgufValue value, int elements = 8)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Text is not null ? GgufText.Escape(value.Text)
            : value.Array is not null ? Of(value.Array, elements)
            : Number(value.Type, value.Bits);
    }

    private static string Of(GgufArray array, int elements)
    {
        StringBuilder text = new("[");
        int shown = Math.Min(array.Count, elements);
        for (int i = 0; i < shown; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Element(array, i, elements));
        }

        return shown == array.Count
            ? text.Append(']').ToString()
            : text.Append(CultureInfo.InvariantCulture, $", ... ({array.Count} elements)]").ToString();
    }

    private static string Element(GgufArray array, int index, int elements) =>
        array.ElementType switch
        {
            GgufValueType.String => array.TryGetString(index, out string text)
                ? $"\"{GgufText.Escape(text)}\""
                : $"0x{Convert.ToHexString(array.StringBytes(index))}",
            GgufValueType.Array => Of(array.Nested(index), elements),
            _ => Number(array.ElementType, array.Bits(index)),
        };

    /// <summary>A number or Boolean in the invariant culture; floats in their shortest exact form.</summary>
    internal static string Number(GgufValueType type, ulong bits)
    {
        GgufValue value = GgufValue.OfBits(type, bits);
        return value.TryGetInteger(out Int128 integer) ? integer.ToString(CultureInfo.InvariantCulture)
            : type == GgufValueType.Float32
                ? BitConverter.UInt32BitsToSingle((uint)bits).ToString(CultureInfo.InvariantCulture)
            : value.TryGetFloat(out double number) ? number.ToString(CultureInfo.InvariantCulture)
            : bits != 0 ? "true"
            : "false";
    }
}
