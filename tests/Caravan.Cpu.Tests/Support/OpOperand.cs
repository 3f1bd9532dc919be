// The layout of one operand of an op.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

/// <summary>Type, extents and byte strides of an operand.</summary>
internal sealed record OpOperand(TensorType Type, TensorShape Shape, TensorShape Strides)
{
    /// <summary>A dense operand.</summary>
    internal static OpOperand Dense(TensorType type, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1)
    {
        long row = TensorTypes.Get(type).RowBytes(ne0);
        TensorShape strides = new(TensorTypes.Get(type).BlockBytes, row, row * ne1, row * ne1 * ne2);
        return new OpOperand(type, new TensorShape(ne0, ne1, ne2, ne3), strides);
    }

    /// <summary>A dense F32 operand.</summary>
    internal static OpOperand F32(long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1) =>
        Dense(TensorType.F32, ne0, ne1, ne2, ne3);

    /// <summary>The same with one extent or stride replaced; strides stay where extents change.</summary>
    internal OpOperand With(int dimension, long extent, bool isStride) =>
        isStride
            ? this with
            {
                Strides = Replaced(Strides, dimension, extent),
            }
            : this with
            {
                Shape = Replaced(Shape, dimension, extent),
            };

    /// <summary>Bytes of an operand: integers are <paramref name="index"/>, everything else small numbers.</summary>
    internal byte[] Content(int index)
    {
        byte[] bytes = new byte[Footprint.Bytes(Type, Shape, Strides)];
        switch (Type)
        {
            case TensorType.I32:
                MemoryMarshal.Cast<byte, int>(bytes.AsSpan()).Fill(index);
                break;
            case TensorType.I64:
                MemoryMarshal.Cast<byte, long>(bytes.AsSpan()).Fill(index);
                break;
            case TensorType.F32:
                MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Fill(0.5f);
                break;
            default:
                bytes.AsSpan().Fill(0x22);
                break;
        }

        return bytes;
    }

    private static TensorShape Replaced(TensorShape shape, int dimension, long value) =>
        dimension switch
        {
            0 => shape with { Ne0 = value },
            1 => shape with { Ne1 = value },
            2 => shape with { Ne2 = value },
            _ => shape with { Ne3 = value },
        };
}
