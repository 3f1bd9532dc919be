// A tensor as the ggml RPC protocol describes it.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// The fields of a descriptor, in memory. Extents and strides are cut to 32 bits by the protocol. All values are the peer's
/// claims: nothing here is checked but the length.
/// </summary>
internal struct TensorDescriptor
{
    /// <summary>Where the number of the element type stands.</summary>
    internal const int TypeOffset = 8;

    /// <summary>Where the buffer's handle stands.</summary>
    internal const int BufferOffset = 12;

    /// <summary>Where the extents stand.</summary>
    internal const int ExtentsOffset = 20;

    /// <summary>Where the strides stand.</summary>
    internal const int StridesOffset = 36;

    /// <summary>Where the op's number stands.</summary>
    internal const int OpOffset = 52;

    /// <summary>Where the parameters stand.</summary>
    internal const int ParametersOffset = 56;

    /// <summary>Where the flags stand.</summary>
    internal const int FlagsOffset = 120;

    /// <summary>Where the sources' ids stand.</summary>
    internal const int SourcesOffset = 124;

    /// <summary>Where the address of the first byte stands in a descriptor.</summary>
    internal static int DataOffset(Dialect dialect) => SourcesOffset + (8 * dialect.MaximumSources) + 16;

    /// <summary>The client's own name for the tensor; unique in a message, not zero.</summary>
    internal ulong Id;

    /// <summary>Number of the element type.</summary>
    internal uint Type;

    /// <summary>Handle of the buffer that holds it, 0 for none.</summary>
    internal ulong Buffer;

    /// <summary>Elements of each dimension, <c>ne0</c> first.</summary>
    internal Four Extents;

    /// <summary>Bytes between elements, rows, matrices, batches: <c>nb0</c> first.</summary>
    internal Four Strides;

    /// <summary>Number of the op in the dialect.</summary>
    internal uint Op;

    /// <summary>Parameters of the op.</summary>
    internal OpParameters Parameters;

    /// <summary>Bits: 1 input, 2 output, 4 parameter, 8 loss, 16 compute.</summary>
    internal int Flags;

    /// <summary>Ids of the sources, 0 for none; a dialect uses 10 or all 16.</summary>
    internal Sixteen Sources;

    /// <summary>Id of the tensor that is viewed, 0 for none.</summary>
    internal ulong ViewSource;

    /// <summary>Byte offset into the viewed tensor.</summary>
    internal ulong ViewOffset;

    /// <summary>Address of the first byte: the buffer's base address plus an offset.</summary>
    internal ulong Data;

    /// <summary>Name in UTF-8, ended by a zero byte.</summary>
    internal NameText Name;

    /// <summary>B and C: uses within the client's graph, a hint for fusion.</summary>
    internal int UseCount;

    /// <summary>Reads a descriptor.</summary>
    /// <param name="bytes">At least <see cref="Dialect.DescriptorBytes"/> bytes.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="descriptor">Receives the fields; sources beyond the dialect's number are 0.</param>
    internal static void Read(ReadOnlySpan<byte> bytes, Dialect dialect, out TensorDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        bytes = bytes[..dialect.DescriptorBytes];
        int behind = SourcesOffset + (8 * dialect.MaximumSources);
        descriptor = default;
        descriptor.Id = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        descriptor.Type = BinaryPrimitives.ReadUInt32LittleEndian(bytes[TypeOffset..]);
        descriptor.Buffer = BinaryPrimitives.ReadUInt64LittleEndian(bytes[BufferOffset..]);
        for (int i = 0; i < 4; i++)
        {
            descriptor.Extents[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(ExtentsOffset + (4 * i))..]);
            descriptor.Strides[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(StridesOffset + (4 * i))..]);
        }

        descriptor.Op = BinaryPrimitives.ReadUInt32LittleEndian(bytes[OpOffset..]);
        for (int i = 0; i < OpParameters.Words; i++)
        {
            descriptor.Parameters[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(ParametersOffset + (4 * i))..]);
        }

        descriptor.Flags = BinaryPrimitives.ReadInt32LittleEndian(bytes[FlagsOffset..]);
        for (int i = 0; i < dialect.MaximumSources; i++)
        {
            descriptor.Sources[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(SourcesOffset + (8 * i))..]);
        }

        descriptor.ViewSource = BinaryPrimitives.ReadUInt64LittleEndian(bytes[behind..]);
        descriptor.ViewOffset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(behind + 8)..]);
        descriptor.Data = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(behind + 16)..]);
        bytes.Slice(behind + 24, Dialect.NameBytes).CopyTo(descriptor.Name);
        descriptor.UseCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[(behind + 24 + Dialect.NameBytes)..]);
    }

    /// <summary>Writes the descriptor.</summary>
    /// <param name="bytes">At least <see cref="Dialect.DescriptorBytes"/> bytes.</param>
    /// <param name="dialect">The dialect; sources beyond its number must be 0.</param>
    internal readonly void Write(Span<byte> bytes, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        bytes = bytes[..dialect.DescriptorBytes];
        int behind = SourcesOffset + (8 * dialect.MaximumSources);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Id);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[TypeOffset..], Type);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[BufferOffset..], Buffer);
        for (int i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(ExtentsOffset + (4 * i))..], Extents[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(StridesOffset + (4 * i))..], Strides[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes[OpOffset..], Op);
        for (int i = 0; i < OpParameters.Words; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(ParametersOffset + (4 * i))..], Parameters[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(bytes[FlagsOffset..], Flags);
        for (int i = 0; i < dialect.MaximumSources; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(SourcesOffset + (8 * i))..], Sources[i]);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes[behind..], ViewSource);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[(behind + 8)..], ViewOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[(behind + 16)..], Data);
        ((ReadOnlySpan<byte>)Name).CopyTo(bytes[(behind + 24)..]);
        // In K the last four bytes are padding, zero.
        int tail = dialect.Family == DialectFamily.Upstream ? UseCount : 0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(behind + 24 + Dialect.NameBytes)..], tail);
    }

    /// <summary>Writes only extents, strides, view offset and address into an encoded descriptor.</summary>
    /// <param name="bytes">The descriptor.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="shape">Elements of each dimension, each below 2^32.</param>
    /// <param name="strides">Bytes; cut to 32 bits where the dimension has one element.</param>
    /// <param name="viewOffset">Bytes into the viewed tensor; 0 where none is viewed.</param>
    /// <param name="address">Address of the tensor that owns the bytes.</param>
    /// <exception cref="DeviceException">The tensor is too large for 32-bit extents and strides.</exception>
    internal static void WritePlace(
        Span<byte> bytes,
        Dialect dialect,
        TensorShape shape,
        TensorShape strides,
        long viewOffset,
        ulong address
    )
    {
        for (int i = 0; i < 4; i++)
        {
            if (shape[i] > uint.MaxValue || (shape[i] > 1 && strides[i] > uint.MaxValue))
            {
                throw new DeviceException(
                    $"a tensor of {shape} elements with strides {strides} does not fit the 32 bits of the ggml RPC protocol; give it to this machine with -ot"
                );
            }

            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(ExtentsOffset + (4 * i))..], (uint)shape[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(StridesOffset + (4 * i))..], (uint)strides[i]);
        }

        int behind = SourcesOffset + (8 * dialect.MaximumSources);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(behind + 8)..], viewOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[(behind + 16)..], address + (ulong)viewOffset);
    }

    /// <summary>The name as text, for messages: whatever is no printable ASCII is replaced.</summary>
    internal readonly string NameForMessages()
    {
        ReadOnlySpan<byte> bytes = Name;
        int end = bytes.IndexOf((byte)0);
        char[] text = Encoding.ASCII.GetChars(bytes[..(end < 0 ? bytes.Length : end)].ToArray());
        return new string(Array.ConvertAll(text, c => c is >= ' ' and <= '~' ? c : '?'));
    }

    /// <summary>Sets the name, cut to what fits.</summary>
    internal void SetName(string name)
    {
        Span<byte> bytes = Name;
        bytes.Clear();
        Encoding.UTF8.GetEncoder().Convert(name, bytes[..^1], flush: false, out _, out _, out _);
    }

    /// <summary>Four 32-bit words.</summary>
    [InlineArray(4)]
    internal struct Four
    {
        private uint first;
    }

    /// <summary>Sixteen ids.</summary>
    [InlineArray(16)]
    internal struct Sixteen
    {
        private ulong first;
    }

    /// <summary>The bytes of a name.</summary>
    [InlineArray(Dialect.NameBytes)]
    internal struct NameText
    {
        private byte first;
    }
}
