// Writes the parts that blocks of several types share.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

internal static class BlockWriter
{
    /// <summary>Writes a little-endian half and gives the value it stands for.</summary>
    internal static float WriteHalf(Span<byte> destination, float value)
    {
        ushort half = HalfConverter.FromSingle(value);
        BinaryPrimitives.WriteUInt16LittleEndian(destination, half);
        return HalfConverter.ToSingle(half);
    }

    /// <summary>
    /// Packs the low four bits of each code: the first half of the codes in low nibbles, the second half in high ones.
    /// </summary>
    /// <param name="codes">A multiple of 32 codes.</param>
    /// <param name="packed">Receives half as many bytes.</param>
    internal static void WriteNibbles(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        int half = codes.Length / 2;
        ref byte from = ref MemoryMarshal.GetReference(codes);
        ref byte to = ref MemoryMarshal.GetReference(packed[..half]);
        Vector128<byte> lowBits = Vector128.Create((byte)15);
        // Bounds: a step reads 16 codes from i and from i + half on and writes 16 bytes, and i + 16 <= half.
        for (int i = 0; i <= half - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            Vector128<byte> low = Vector128.LoadUnsafe(ref from, (nuint)i) & lowBits;
            Vector128<byte> high = Vector128.LoadUnsafe(ref from, (nuint)(i + half)) & lowBits;
            // Four bits moved up stay within their byte, so that shifting pairs of bytes does no harm.
            (low | (high.AsUInt16() << 4).AsByte()).StoreUnsafe(ref to, (nuint)i);
        }
    }

    /// <summary>Packs the fifth bit of 32 codes, that of code i as bit i of a little-endian word.</summary>
    internal static void WriteFifthBits(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        uint bits = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            bits |= (uint)((codes[i] >> 4) & 1) << i;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(packed, bits);
    }

    /// <summary>
    /// Packs the two low bits of 256 codes: each half of the codes in 32 bytes, whose bit pairs are four runs of 32.
    /// </summary>
    internal static void WritePairs(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        for (int i = 0; i < 64; i++)
        {
            ReadOnlySpan<byte> runs = codes[((i >> 5) * 128)..];
            int at = i & 31;
            packed[i] = (byte)(
                (runs[at] & 3) | ((runs[at + 32] & 3) << 2) | ((runs[at + 64] & 3) << 4) | ((runs[at + 96] & 3) << 6)
            );
        }
    }

    /// <summary>Gathers one bit of 256 codes: bit <c>i / 32</c> of byte <c>i % 32</c> is that of code i.</summary>
    internal static void WriteBitPlane(ReadOnlySpan<byte> codes, int bit, Span<byte> packed)
    {
        for (int i = 0; i < 32; i++)
        {
            int plane = 0;
            for (int run = 0; run < 8; run++)
            {
                plane |= ((codes[(run * 32) + i] >> bit) & 1) << run;
            }

            packed[i] = (byte)plane;
        }
    }

    /// <summary>Packs the low nibbles of 256 codes, 64 at a time as <see cref="WriteNibbles"/> does.</summary>
    internal static void WriteGroupNibbles(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        for (int pair = 0; pair < 4; pair++)
        {
            WriteNibbles(codes.Slice(pair * 64, 64), packed.Slice(pair * 32, 32));
        }
    }
}
