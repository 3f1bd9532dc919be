// A tensor descriptor with whatever a test wants in its fields.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>The fields of a descriptor as a client writes them; nothing is checked.</summary>
internal sealed record RawTensor
{
    internal const uint F32 = 0;
    internal const uint Q4Zero = 2;
    internal const uint I32 = 26;
    internal const uint I64 = 27;

    /// <summary>Marks an op node that is to be computed; dialect B skips nodes without it.</summary>
    internal const int ComputeFlag = 16;

    internal ulong Id { get; init; } = 1;

    internal uint Type { get; init; } = F32;

    internal ulong Buffer { get; init; }

    /// <summary>Elements of each dimension, ne0 first.</summary>
    internal uint[] Extents { get; init; } = [1, 1, 1, 1];

    /// <summary>Bytes between neighbours of each dimension, nb0 first.</summary>
    internal uint[] Strides { get; init; } = [4, 4, 4, 4];

    internal uint Op { get; init; }

    internal int[] OpParameters { get; init; } = [];

    internal int Flags { get; init; } = ComputeFlag;

    internal ulong[] Sources { get; init; } = [];

    internal ulong ViewSource { get; init; }

    internal ulong ViewOffset { get; init; }

    internal ulong Data { get; init; }

    /// <summary>The same tensor with contiguous strides for elements of <paramref name="elementBytes"/>.</summary>
    internal RawTensor Shaped(uint elementBytes, params ReadOnlySpan<uint> extents)
    {
        uint[] ne = [1, 1, 1, 1];
        extents.CopyTo(ne);
        uint[] nb = new uint[4];
        nb[0] = elementBytes;
        for (int i = 1; i < 4; i++)
        {
            nb[i] = nb[i - 1] * ne[i - 1];
        }

        return this with
        {
            Extents = ne,
            Strides = nb,
        };
    }

    /// <summary>The descriptor's bytes in a dialect.</summary>
    internal byte[] ToBytes(GgmlLayout layout)
    {
        byte[] bytes = new byte[layout.Bytes];
        Span<byte> span = bytes;
        BinaryPrimitives.WriteUInt64LittleEndian(span, Id);
        BinaryPrimitives.WriteUInt32LittleEndian(span[GgmlLayout.Type..], Type);
        BinaryPrimitives.WriteUInt64LittleEndian(span[GgmlLayout.Buffer..], Buffer);
        for (int i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(span[(GgmlLayout.Extents + 4 * i)..], Extents[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(span[(GgmlLayout.Strides + 4 * i)..], Strides[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(span[GgmlLayout.Op..], Op);
        for (int i = 0; i < OpParameters.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(span[(GgmlLayout.OpParameters + 4 * i)..], OpParameters[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(span[GgmlLayout.Flags..], Flags);
        for (int i = 0; i < Sources.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(span[(GgmlLayout.SourceIds + 8 * i)..], Sources[i]);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(span[layout.ViewSource..], ViewSource);
        BinaryPrimitives.WriteUInt64LittleEndian(span[layout.ViewOffset..], ViewOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(span[layout.Data..], Data);
        return bytes;
    }
}
