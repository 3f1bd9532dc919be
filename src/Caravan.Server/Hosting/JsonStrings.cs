// Checks that a body is one JSON value whose strings are text.
using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Caravan.Server.Hosting;

/// <summary>
/// JSON's grammar lets strings through that are no Unicode text: bytes that are no UTF-8, halves of surrogate pairs. Whoever
/// reads one later would fail there, so they are refused here.
/// </summary>
internal static class JsonStrings
{
    /// <summary>Reads a body once and looks at its strings.</summary>
    /// <exception cref="ApiException">A string is no text.</exception>
    /// <exception cref="JsonException">It is not one JSON value, or nested too deep.</exception>
    internal static void Check(in ReadOnlySequence<byte> body)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = ServerLimits.JsonDepth });
        while (reader.Read())
        {
            bool isString = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
            if (isString && !IsText(ref reader))
            {
                throw ApiException.BadRequest(
                    $"the body has a string that is no Unicode text, at byte {reader.TokenStartIndex}"
                );
            }
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
        {
            return Utf8.IsValid(reader.ValueSpan);
        }

        // Unescaped text has no more characters than its escaped form has bytes.
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        char[] buffer = ArrayPool<char>.Shared.Rent(checked((int)length));
        try
        {
            reader.CopyString(buffer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }
}
