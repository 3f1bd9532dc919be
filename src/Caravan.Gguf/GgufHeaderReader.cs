// Reads a file's first 24 bytes: magic, version, counts.
using System.Buffers.Binary;
using System.Numerics;

namespace Caravan.Gguf;

internal static class GgufHeaderReader
{
    /// <summary>Bytes of magic, version, number of tensors and number of metadata entries.</summary>
    internal const int HeaderBytes = 24;

    private const uint OldestVersion = 2;
    private const uint NewestVersion = 3;

    internal static (uint Version, ulong Tensors, ulong Entries) Read(ref GgufCursor cursor)
    {
        if (cursor.Remaining == 0)
        {
            throw cursor.Error($"the file is empty, expected a GGUF header of {HeaderBytes} bytes");
        }

        ReadOnlySpan<byte> magic = cursor.Take(sizeof(uint), "the magic number");
        if (!magic.SequenceEqual("GGUF"u8))
        {
            throw cursor.Error(
                $"no GGUF file: it begins with {Convert.ToHexString(magic)}, expected 47475546 (\"GGUF\")"
            );
        }

        uint version = cursor.Read<uint>("the version");
        if (version is < OldestVersion or > NewestVersion)
        {
            uint swapped = BinaryPrimitives.ReverseEndianness(version);
            throw cursor.Error(
                swapped is >= 1 and <= NewestVersion
                    ? $"a big-endian GGUF file (version {swapped}), expected little-endian: convert it with gguf_convert_endian.py"
                    : $"GGUF version {version}, expected {OldestVersion} or {NewestVersion}"
            );
        }

        return (version, cursor.Read<ulong>("the number of tensors"), cursor.Read<ulong>("the number of keys"));
    }

    /// <summary>The alignment of tensor data. ggml demands a power of two (gguf.cpp, gguf_init_from_reader).</summary>
    internal static uint Alignment(GgufMetadata metadata)
    {
        uint alignment = metadata.GetUInt32(GgufKeys.Alignment, GgufLimits.DefaultAlignment);
        return BitOperations.IsPow2(alignment)
            ? alignment
            : throw new GgufException(
                $"{metadata.Source}: {GgufKeys.Alignment} is {alignment}, expected a power of two"
            );
    }
}
