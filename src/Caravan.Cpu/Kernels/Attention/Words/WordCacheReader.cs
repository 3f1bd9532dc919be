// Makes rows of quantized caches tiles of words.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows.Formats;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Unpacks head rows of types whose blocks of 32 are a half-precision scale times signed bytes, without loss. Holds no state,
/// so that any number of threads may share one.
/// </summary>
internal abstract unsafe class WordCacheReader
{
    /// <summary>Bytes of scratch memory that a call needs.</summary>
    internal virtual int ScratchBytes => 0;

    /// <summary>The reader of rows of <paramref name="length"/> elements; null for types that are read as floats.</summary>
    internal static WordCacheReader? TryCreate(TensorType type, int length, InstructionLevel level) =>
        type switch
        {
            TensorType.Q8_0 => Create<Q8_0Rows>(length, level),
            TensorType.Q6_0 => Create<Q6_0Rows>(length, level),
            TensorType.Q5_0 => Create<Q5_0Rows>(length, level),
            TensorType.Q4_0 => Create<Q4_0Rows>(length, level),
            TensorType.IQ4_NL => Create<IQ4_NLRows>(length, level),
            _ => null,
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

    /// <summary>Reads values: elements side by side; as <see cref="ReadKeys"/>, but scales without a row are zero.</summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="words">The tile, see <see cref="WordTile"/>; pairs without a row are undefined.</param>
    /// <param name="scales">[blocks][<see cref="AttentionTile.Size"/>].</param>
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

    private static WordCacheReader Create<TFormat>(int length, InstructionLevel level)
        where TFormat : Kernels.MatMul.Rows.IAvx2Format =>
        level switch
        {
            >= InstructionLevel.Avx512 => new VectorWordCacheReader<Vector512<float>, AttentionVector512, TFormat>(length),
            InstructionLevel.Avx2 => new VectorWordCacheReader<Vector256<float>, AttentionVector256, TFormat>(length),
            _ => new ScalarWordCacheReader(TFormat.Type, length),
        };
}
