// How rows of a KV cache of one type become floats, a vector at a time.
namespace Caravan.Cpu;

/// <summary>Reads one type of cache. A chunk is what one vector of 32-bit words holds of a row.</summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
internal unsafe interface ICacheFormat<TVector>
    where TVector : struct
{
    /// <summary>Bytes of a row from one chunk to the next.</summary>
    static abstract int ChunkBytes { get; }

    /// <summary>Elements of a chunk.</summary>
    static abstract int ChunkElements { get; }

    /// <summary>Blocks of a chunk that have a scale each, 0 for plain types.</summary>
    static abstract int ChunkScales { get; }

    /// <summary>The 32-bit words of a chunk.</summary>
    static abstract TVector LoadChunk(byte* chunk);

    /// <summary>Elements of a 32-bit word: 1, 2 or 4.</summary>
    static abstract int WordElements { get; }

    /// <summary>Notes in <paramref name="found"/> what cannot be converted.</summary>
    static abstract TVector Examine(TVector found, TVector chunk);

    /// <summary>Whether anything was noted.</summary>
    static abstract bool IsSpecial(TVector found);

    /// <summary>Element <paramref name="part"/> of a word of as many rows as there are lanes.</summary>
    /// <param name="words">The word of each row.</param>
    /// <param name="part">Number of the element in the word.</param>
    /// <param name="scale">The scale of each row's block, if the format has any. A block is eight words.</param>
    static abstract TVector Element(TVector words, int part, float* scale);

    /// <summary>Bytes from the start of a row, itself the start of a block, to the block of an element and to the element.</summary>
    static abstract (nint Block, nint Element) Find(int element);

    /// <summary>Bytes of as many elements side by side as there are lanes.</summary>
    static abstract int VectorBytes { get; }

    /// <summary>Elements side by side of a block.</summary>
    /// <param name="elements">The first of them.</param>
    /// <param name="scale">The scale of the block, if the format has any.</param>
    static abstract TVector Vector(byte* elements, float* scale);

    /// <summary>Notes in <paramref name="found"/> what <see cref="Vector"/> cannot convert among two vectors side by side.</summary>
    static abstract TVector ExamineTwo(TVector found, byte* elements);
}
