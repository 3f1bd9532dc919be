// What a scripted server does after a request.
using System.Buffers.Binary;

namespace Caravan.Rpc.Tests.Scripted;

/// <summary>Bytes to send as they are, and whether the connection ends after them.</summary>
internal sealed record ScriptedAnswer(byte[] Bytes, bool Closes)
{
    /// <summary>No answer, as after SET_TENSOR.</summary>
    internal static readonly ScriptedAnswer None = new([], Closes: false);

    /// <summary>The connection ends instead of an answer.</summary>
    internal static readonly ScriptedAnswer Close = new([], Closes: true);

    /// <summary>An answer with the length word that fits.</summary>
    internal static ScriptedAnswer Framed(ReadOnlySpan<byte> payload)
    {
        byte[] bytes = new byte[8 + payload.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, payload.Length);
        payload.CopyTo(bytes.AsSpan(8));
        return new ScriptedAnswer(bytes, Closes: false);
    }

    /// <summary>An answer of 64-bit numbers.</summary>
    internal static ScriptedAnswer Numbers(params ReadOnlySpan<ulong> numbers)
    {
        byte[] payload = new byte[8 * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(8 * i), numbers[i]);
        }

        return Framed(payload);
    }

    /// <summary>An answer of one 32-bit number.</summary>
    internal static ScriptedAnswer Number32(uint number)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, number);
        return Framed(payload);
    }
}
