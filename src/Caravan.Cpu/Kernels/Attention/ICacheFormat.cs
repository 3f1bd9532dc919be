// How rows of a KV cache of one type become floats, a vector at a time.
namespace Caravan.Cpu;

/// <summary>Reads one plain type of cache.</summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
internal unsafe interface ICacheFormat<TVector> : IChunkFormat<TVector>
    where TVector : struct
{
    /// <summary>Bytes of a row from one chunk to the next.</summary>
    static abstract int ChunkBytes { get; }

    /// <summary>Elements of a chunk.</summary>
    static abstract int ChunkElements { get; }

    /// <summary>Elements of a 32-bit word: 1 or 2.</summary>
    static abstract int WordElements { get; }

    /// <summary>Whether anything was noted.</summary>
    static abstract bool IsSpecial(TVector found);

    /// <summary>Element <paramref name="part"/> of a word of as many rows as there are lanes.</summary>
    /// <param name="words">The word of each row.</param>
    /// <param name="part">Number of the element in the word.</param>
    static abstract TVector Element(TVector words, int part);

    /// <summary>Bytes of as many elements side by side as there are lanes.</summary>
    static abstract int VectorBytes { get; }

    /// <summary>As many elements side by side as there are lanes.</summary>
    static abstract TVector Vector(byte* elements);

    /// <summary>Notes in <paramref name="found"/> what <see cref="Vector"/> cannot convert among two vectors side by side.</summary>
    static abstract TVector ExamineTwo(TVector found, byte* elements);
}
