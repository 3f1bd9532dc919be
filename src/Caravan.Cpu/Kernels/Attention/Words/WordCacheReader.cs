// Makes rows of quantized caches tiles of words.
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Unpacks head rows of types whose blocks of 32 are a half-precision scale times signed bytes, without loss. Holds no state,
/// so that any number of threads may share one.
/// </summary>
internal abstract unsafe class WordCacheReader
{
    /// <summary>Bytes of scratch memory that a call needs.</summary>
    internal abstract int ScratchBytes { get; }

    /// <summary>The reader of rows of <paramref name="length"/> elements; null for types that are read as floats.</summary>
    internal static WordCacheReader? TryCreate(TensorType type, int length, InstructionLevel level) =>
        type is not (TensorType.Q8_0 or TensorType.Q6_0 or TensorType.Q5_0 or TensorType.Q4_0 or TensorType.IQ4_NL)
            ? null
            : level switch
            {
                >= InstructionLevel.Avx512 => new VectorWordCacheReader<Vector512<float>, AttentionVector512>(
                    type,
                    length
                ),
                InstructionLevel.Avx2 => new VectorWordCacheReader<Vector256<float>, AttentionVector256>(type, length),
                _ => new ScalarWordCacheReader(type, length),
            };

    /// <summary>Reads keys: positions side by side.</summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="words">The tile, see <see cref="WordTile"/>; places without a row are undefined.</param>
    /// <param name="scales">[blocks][<see cref="AttentionTile.Size"/>]; undefined without a row.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes.</param>
    internal abstract void ReadKeys(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        short* words,
        float* scales,
        byte* scratch
    );

    /// <summary>Reads values: elements side by side; as <see cref="ReadKeys"/>.</summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="words">The tile, see <see cref="WordTile"/>; pairs without a row are undefined.</param>
    /// <param name="scales">[blocks][<see cref="AttentionTile.Size"/>], and what <see cref="WordScales.Complete"/> adds.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes.</param>
    internal abstract void ReadValues(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        short* words,
        float* scales,
        byte* scratch
    );

    /// <summary>Makes rows those of Q8_0, for code that reads them itself.</summary>
    /// <param name="source">First row; becomes that of Q8_0.</param>
    /// <param name="rowStride">Bytes from row to row; becomes that of Q8_0.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes, in which the rows may come to be.</param>
    internal virtual void Stage(ref byte* source, ref nint rowStride, int rows, byte* scratch) =>
        throw new NotSupportedException("there is assembled code for AVX-512 alone");
}
