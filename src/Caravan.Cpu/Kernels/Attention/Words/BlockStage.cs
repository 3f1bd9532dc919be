// Rows of other types as rows of Q8_0.
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Cpu.Kernels.MatMul.Rows.Formats;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Makes rows of a type whose blocks of 32 are a half-precision scale, which stands first, times signed bytes rows of Q8_0,
/// without loss. For AVX2.
/// </summary>
internal abstract unsafe class BlockStage
{
    /// <summary>Bytes of a block of Q8_0.</summary>
    internal const int BlockBytes = ByteChunks<Vector256<float>, AttentionVector256>.BlockBytes;

    /// <summary>The stage of a type; null for Q8_0 itself.</summary>
    internal static BlockStage? Create(TensorType type) =>
        type switch
        {
            TensorType.Q8_0 => null,
            TensorType.Q6_0 => new Of<Q6_0Rows>(),
            TensorType.Q5_0 => new Of<Q5_0Rows>(),
            TensorType.Q4_0 => new Of<Q4_0Rows>(),
            TensorType.IQ4_NL => new Of<IQ4_NLRows>(),
            _ => throw new ArgumentException($"rows of {type} cannot become rows of Q8_0", nameof(type)),
        };

    /// <summary>Converts rows.</summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="blocks">Blocks of a row.</param>
    /// <param name="destination">Receives rows of <paramref name="blocks"/> times <see cref="BlockBytes"/> bytes.</param>
    internal abstract void Convert(byte* source, nint rowStride, int rows, int blocks, byte* destination);

    private sealed class Of<TFormat> : BlockStage
        where TFormat : IAvx2Format
    {
        internal override void Convert(byte* source, nint rowStride, int rows, int blocks, byte* destination)
        {
            Vector256<byte> zeroPoint = Vector256.Create((byte)TFormat.ZeroPoint);
            for (int row = 0; row < rows; row++, source += rowStride)
            {
                byte* block = source;
                for (int i = 0; i < blocks; i++, block += TFormat.BlockBytes, destination += BlockBytes)
                {
                    *(ushort*)destination = *(ushort*)block;
                    Avx2.Subtract(TFormat.Quants(block, 0, 0), zeroPoint).Store(destination + sizeof(ushort));
                }
            }
        }
    }
}
