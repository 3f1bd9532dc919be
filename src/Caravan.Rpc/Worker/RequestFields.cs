// Takes a request's payload apart, field by field.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>Fields of a payload whose length was checked, in their order.</summary>
/// <param name="payload">The payload.</param>
internal ref struct RequestFields(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> rest = payload;

    /// <summary>The next byte.</summary>
    internal byte U8() => Take(1)[0];

    /// <summary>The next 32-bit number.</summary>
    internal uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>The next 64-bit number.</summary>
    internal ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>The next tensor.</summary>
    internal void Tensor(Dialect dialect, out TensorDescriptor tensor) =>
        TensorDescriptor.Read(Take(dialect.DescriptorBytes), dialect, out tensor);

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
