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

    /// <summary>Notes what cannot be converted by <see cref="StoreColumn"/> and <see cref="ReadRow"/>.</summary>
    static abstract TVector Examine(TVector found, TVector chunk);

    /// <summary>Whether anything was noted.</summary>
    static abstract bool IsSpecial(TVector found);

    /// <summary>
    /// Converts word <paramref name="word"/> of a chunk of as many rows as there are lanes and stores its elements, rows side
    /// by side, <see cref="AttentionTile.Size"/> floats apart.
    /// </summary>
    /// <param name="words">The word of each row.</param>
    /// <param name="word">Number of the word in its chunk.</param>
    /// <param name="destination">Where the first element of the chunk goes.</param>
    /// <param name="scales">Scales of the chunk's blocks, <see cref="AttentionTile.Size"/> floats a block.</param>
    static abstract void StoreColumn(TVector words, int word, float* destination, float* scales);

    /// <summary>Converts whole vectors of a row side by side.</summary>
    /// <param name="row">The first of them, at the start of a block.</param>
    /// <param name="count">Elements, whole vectors and blocks.</param>
    /// <param name="destination">Receives <paramref name="count"/> floats.</param>
    /// <param name="found">Notes what cannot be converted.</param>
    static abstract void ReadRow(byte* row, int count, float* destination, ref TVector found);
}
