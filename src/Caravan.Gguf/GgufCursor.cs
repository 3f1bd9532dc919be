// Reads numbers and strings from a block of memory, never beyond its end.
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Caravan.Gguf;

/// <summary>
/// A position in a block of memory that holds a GGUF file. Every read first checks that the bytes are there, so the
/// pointer never leaves <c>start .. start + length</c>.
/// </summary>
internal unsafe ref struct GgufCursor(byte* start, long length, string source)
{
    internal readonly string Source => source;

    internal long Position { get; private set; }

    internal readonly long Remaining => length - Position;

    internal readonly GgufException Error(string message) => new($"{source}: {message}");

    internal T Read<T>(string what)
        where T : unmanaged
    {
        Require((ulong)sizeof(T), what);
        T value = Unsafe.ReadUnaligned<T>(start + Position);
        Position += sizeof(T);
        return value;
    }

    /// <summary>Takes <paramref name="count"/> bytes; the span lives as long as the block.</summary>
    internal ReadOnlySpan<byte> Take(int count, string what)
    {
        Require((ulong)count, what);
        ReadOnlySpan<byte> bytes = new(start + Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>Reads a string's length and takes its bytes.</summary>
    internal ReadOnlySpan<byte> TakeString(int limit, string what)
    {
        ulong bytes = Read<ulong>(what);
        if (bytes > (ulong)Remaining)
        {
            throw Error(
                $"{what} at byte {Position - sizeof(ulong)} declares {bytes} bytes, expected at most the {Remaining} that are left in the file"
            );
        }

        return bytes <= (ulong)limit
            ? Take((int)bytes, what)
            : throw Error($"{what} has {bytes} bytes, expected at most {limit}");
    }

    /// <summary>Reads a string that must be UTF-8.</summary>
    internal string ReadText(int limit, string what)
    {
        long at = Position;
        ReadOnlySpan<byte> bytes = TakeString(limit, what);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw Error($"{what} at byte {at} is not valid UTF-8");
    }

    /// <summary>Checks that <paramref name="count"/> items of at least <paramref name="itemBytes"/> bytes can follow.</summary>
    internal readonly void RequireItems(ulong count, int itemBytes, string items)
    {
        ulong most = (ulong)Remaining / (ulong)itemBytes;
        if (count > most)
        {
            throw Error(
                $"declares {count} {items}, expected at most {most}: only {Remaining} bytes are left in the file"
            );
        }
    }

    private readonly void Require(ulong bytes, string what)
    {
        if (bytes > (ulong)Remaining)
        {
            throw Error(
                $"the file is truncated: it ends at byte {length} within {what}, expected {bytes} bytes at byte {Position}"
            );
        }
    }
}
