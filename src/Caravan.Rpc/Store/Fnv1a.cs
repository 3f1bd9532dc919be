// FNV-1a with 64 bits: the name that ggml's RPC gives to contents.
using System.Runtime.CompilerServices;

namespace Caravan.Rpc;

/// <summary>
/// FNV-1a. Each byte waits for the product of the one before, about four cycles, so one stream leaves the multiplier idle three
/// cycles of four: several contents are hashed side by side.
/// </summary>
public static unsafe class Fnv1a
{
    /// <summary>The hash of nothing, from which hashing begins.</summary>
    public const ulong Start = 0xcbf29ce484222325;

    /// <summary>Contents that are hashed in one loop; more fill no further cycles.</summary>
    public const int Streams = 4;

    private const ulong Prime = 0x100000001b3;

    /// <summary>The hash of bytes.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes) => Append(Start, bytes);

    /// <summary>The hash of bytes behind those that gave <paramref name="hash"/>.</summary>
    public static ulong Append(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * Prime;
        }

        return hash;
    }

    /// <summary>Appends bytes to several hashes at once.</summary>
    /// <param name="hashes">Hashes so far; receives the new ones.</param>
    /// <param name="sources">As many pointers, each to at least <paramref name="count"/> bytes.</param>
    /// <param name="count">Bytes to append to each.</param>
    /// <exception cref="ArgumentException">There are not as many pointers as hashes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static void AppendEach(Span<ulong> hashes, ReadOnlySpan<nint> sources, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (hashes.Length != sources.Length)
        {
            throw new ArgumentException($"{sources.Length} contents for {hashes.Length} hashes", nameof(sources));
        }

        int first = 0;
        for (; first + Streams <= hashes.Length; first += Streams)
        {
            AppendFour(hashes[first..], sources[first..], count);
        }

        for (; first < hashes.Length; first++)
        {
            hashes[first] = AppendLong(hashes[first], (byte*)sources[first], count);
        }
    }

    private static void AppendFour(Span<ulong> hashes, ReadOnlySpan<nint> sources, long count)
    {
        byte* a = (byte*)sources[0];
        byte* b = (byte*)sources[1];
        byte* c = (byte*)sources[2];
        byte* d = (byte*)sources[3];
        (ulong h0, ulong h1, ulong h2, ulong h3) = (hashes[0], hashes[1], hashes[2], hashes[3]);
        long i = 0;
        // Words of eight bytes lie within count.
        for (; i <= count - 8; i += 8)
        {
            ulong w0 = Unsafe.ReadUnaligned<ulong>(a + i);
            ulong w1 = Unsafe.ReadUnaligned<ulong>(b + i);
            ulong w2 = Unsafe.ReadUnaligned<ulong>(c + i);
            ulong w3 = Unsafe.ReadUnaligned<ulong>(d + i);
            for (int shift = 0; shift < 64; shift += 8)
            {
                h0 = (h0 ^ (byte)(w0 >> shift)) * Prime;
                h1 = (h1 ^ (byte)(w1 >> shift)) * Prime;
                h2 = (h2 ^ (byte)(w2 >> shift)) * Prime;
                h3 = (h3 ^ (byte)(w3 >> shift)) * Prime;
            }
        }

        for (; i < count; i++)
        {
            h0 = (h0 ^ a[i]) * Prime;
            h1 = (h1 ^ b[i]) * Prime;
            h2 = (h2 ^ c[i]) * Prime;
            h3 = (h3 ^ d[i]) * Prime;
        }

        (hashes[0], hashes[1], hashes[2], hashes[3]) = (h0, h1, h2, h3);
    }

    private static ulong AppendLong(ulong hash, byte* source, long count)
    {
        const int piece = 1 << 30;
        for (long done = 0; done < count; done += piece)
        {
            hash = Append(hash, new ReadOnlySpan<byte>(source + done, (int)Math.Min(piece, count - done)));
        }

        return hash;
    }
}
