// Damages a file in the ways files get damaged, and in those an attacker would choose.
using System.Buffers.Binary;

namespace Caravan.Gguf;

/// <summary>Makes numbered mutants of a file: flipped bits, edited length fields, cuts, splices, several at once.</summary>
internal sealed class GgufMutator
{
    private const int LongestInsertion = 64;
    private const int MostChanges = 4;
    private const ulong LargestLikelyLength = 65535;

    // Values around the limits of the integers that lengths, counts and offsets are computed with.
    private static readonly ulong[] Edges =
    [
        0,
        1,
        2,
        12,
        0x7F,
        0xFF,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFF,
        0x1_0000_0000,
        0x4000_0000_0000_0000,
        0x7FFF_FFFF_FFFF_FFE0,
        0x7FFF_FFFF_FFFF_FFFF,
        0x8000_0000_0000_0000,
        0xFFFF_FFFF_FFFF_FFE0,
        0xFFFF_FFFF_FFFF_FFFF,
    ];

    private readonly byte[] original;
    private readonly byte[] mutant;
    private readonly int[] likelyLengths;
    private int length;
    private ulong state;

    internal GgufMutator(byte[] original)
    {
        this.original = original;
        mutant = new byte[LongestMutant];
        likelyLengths = FindLikelyLengths(original);
    }

    internal int LongestMutant => original.Length + MostChanges * LongestInsertion;

    /// <summary>Makes mutant <paramref name="index"/>; the span holds until the next call.</summary>
    internal ReadOnlySpan<byte> Mutate(ulong seed, long index)
    {
        // Far apart for neighbouring numbers: the mixer scrambles the sum.
        state = seed * 0xD1B5_4A32_D192_ED03 + (ulong)index;
        state = Next();
        original.CopyTo(mutant, 0);
        length = original.Length;
        int changes = 1 + Below(MostChanges);
        for (int i = 0; i < changes && length > 0; i++)
        {
            Change(Below(8));
        }

        return mutant.AsSpan(0, length);
    }

    private void Change(int kind)
    {
        switch (kind)
        {
            case 0 or 1:
                mutant[Below(length)] ^= (byte)(1 << Below(8));
                break;
            case 2:
                mutant[Below(length)] = (byte)Next();
                break;
            case 3 or 4:
                EditLength(likelyLengths.Length > 0 ? likelyLengths[Below(likelyLengths.Length)] : Below(length));
                break;
            case 5:
                EditLength(Below(length));
                break;
            case 6:
                length = Below(16) == 0 ? Below(length) : length - Math.Min(length, Below(64));
                break;
            default:
                Splice();
                break;
        }
    }

    // Overwrites a number with an edge, a neighbour, or something near the file's size.
    private void EditLength(int at)
    {
        if (at > length - sizeof(ulong))
        {
            return;
        }

        Span<byte> field = mutant.AsSpan(at, sizeof(ulong));
        ulong value = Below(3) switch
        {
            0 => Edges[Below(Edges.Length)],
            1 => BinaryPrimitives.ReadUInt64LittleEndian(field) + (ulong)Below(5) - 2,
            _ => (ulong)(length - at) + (ulong)Below(33) - 16,
        };
        if (Below(4) == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(field, value);
        }
    }

    // Copies a piece of the original over, into, or out of the mutant.
    private void Splice()
    {
        int count = 1 + Below(Math.Min(LongestInsertion, Math.Min(length, original.Length)));
        ReadOnlySpan<byte> piece = original.AsSpan(Below(original.Length - count + 1), count);
        int at = Below(length - count + 1);
        switch (Below(3))
        {
            case 0:
                piece.CopyTo(mutant.AsSpan(at));
                break;
            case 1:
                // Room: a mutant grows by at most one insertion a change.
                mutant.AsSpan(at, length - at).CopyTo(mutant.AsSpan(at + count));
                piece.CopyTo(mutant.AsSpan(at));
                length += count;
                break;
            default:
                mutant.AsSpan(at + count, length - at - count).CopyTo(mutant.AsSpan(at));
                length -= count;
                break;
        }
    }

    private int Below(int bound) => (int)(Next() % (uint)bound);

    // SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
    private ulong Next()
    {
        state += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    private static int[] FindLikelyLengths(byte[] file)
    {
        List<int> found = [];
        for (int at = 0; at <= file.Length - sizeof(ulong); at++)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)) is > 0 and <= LargestLikelyLength)
            {
                found.Add(at);
            }
        }

        return [.. found];
    }
}
