// Damages requests in the ways a broken client would, and in those an attacker would choose.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>Changes one request: aimed at its fields, at its length, or blindly.</summary>
internal sealed class RpcMutator(Dialect dialect)
{
    /// <summary>Bytes by which a request may grow.</summary>
    internal const int LongestInsertion = 64;

    private const int HeaderBytes = 9;

    // Values around the limits of the integers that sizes, counts and addresses are computed with.
    private static readonly ulong[] Edges =
    [
        0,
        1,
        2,
        3,
        31,
        32,
        33,
        0x7F,
        0xFF,
        0x1000,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFC,
        0xFFFF_FFFF,
        0x1_0000_0000,
        0x4000_0000_0000_0000,
        0x7FFF_FFFF_FFFF_FFFF,
        0x8000_0000_0000_0000,
        0xFFFF_FFFF_FFFF_FFE0,
        0xFFFF_FFFF_FFFF_FFFF,
    ];

    /// <summary>Damages a request in place.</summary>
    /// <param name="frame">Command, length and payload, with room for <see cref="LongestInsertion"/> more bytes.</param>
    /// <param name="length">Bytes of the request; receives those of the damaged one.</param>
    /// <param name="random">Where the choices come from.</param>
    internal void Mutate(Span<byte> frame, ref int length, ref FuzzRandom random)
    {
        RpcCommand command = (RpcCommand)frame[0];
        FuzzFields.Descriptors(command, dialect, frame[HeaderBytes..length], out int first, out int count);
        int changes = 1 + random.Below(3);
        for (int i = 0; i < changes; i++)
        {
            int kind = random.Below(16);
            if (kind < 10 && count > 0)
            {
                ChangeField(frame.Slice(HeaderBytes + first, count * dialect.DescriptorBytes), count, ref random);
            }
            else if (kind < 14 && length > HeaderBytes)
            {
                ChangePayload(frame[HeaderBytes..length], ref random);
            }
            else
            {
                // The positions found above hold no longer.
                ChangeFrame(frame, ref length, ref random);
                return;
            }
        }
    }

    private void ChangeField(Span<byte> table, int count, ref FuzzRandom random)
    {
        Span<byte> descriptor = table[(random.Below(count) * dialect.DescriptorBytes)..];
        (int offset, int width) = FuzzFields.Pick(dialect, ref random);
        Span<byte> field = descriptor.Slice(offset, width);
        switch (random.Below(4))
        {
            case 0:
                Write(field, Edges[random.Below(Edges.Length)]);
                break;
            case 1:
                Write(field, unchecked(Read(field) + (ulong)random.Below(65) - 32));
                break;
            case 2:
                // What another tensor has there is plausible, and wrong here.
                table.Slice((random.Below(count) * dialect.DescriptorBytes) + offset, width).CopyTo(field);
                break;
            default:
                Write(field, (ulong)random.Below(128));
                break;
        }
    }

    private static void ChangePayload(Span<byte> payload, ref FuzzRandom random)
    {
        int at = random.Below(payload.Length);
        switch (random.Below(3))
        {
            case 0:
                payload[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1:
                payload[at] = (byte)random.Next();
                break;
            default:
                int width = random.Below(2) == 0 ? 4 : 8;
                at = at / 4 * 4;
                if (at + width <= payload.Length)
                {
                    Write(payload.Slice(at, width), Edges[random.Below(Edges.Length)]);
                }

                break;
        }
    }

    private static void ChangeFrame(Span<byte> frame, ref int length, ref FuzzRandom random)
    {
        Span<byte> promised = frame.Slice(1, 8);
        switch (random.Below(5))
        {
            case 0:
                frame[0] = (byte)random.Below(20);
                break;
            case 1:
                Write(promised, Edges[random.Below(Edges.Length)]);
                break;
            case 2:
                // Shorter, and saying so.
                length = HeaderBytes + random.Below(length - HeaderBytes + 1);
                Write(promised, (ulong)(length - HeaderBytes));
                break;
            case 3:
                // Longer, and saying so.
                int added = 1 + random.Below(LongestInsertion);
                frame.Slice(length, added).Fill((byte)random.Next());
                length += added;
                Write(promised, (ulong)(length - HeaderBytes));
                break;
            default:
                // Shorter without saying so: the next request is taken for the rest.
                length = 1 + random.Below(length);
                break;
        }
    }

    private static ulong Read(ReadOnlySpan<byte> field) =>
        field.Length == 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(field)
            : BinaryPrimitives.ReadUInt64LittleEndian(field);

    private static void Write(Span<byte> field, ulong value)
    {
        if (field.Length == 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(field, value);
        }
    }
}
