// How a chunk of a row is read as a vector of 32-bit words.
namespace Caravan.Cpu;

/// <summary>Reads chunks. A chunk is what one vector of 32-bit words holds of a row.</summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
internal unsafe interface IChunkFormat<TVector>
    where TVector : struct
{
    /// <summary>The 32-bit words of a chunk.</summary>
    static abstract TVector LoadChunk(byte* chunk);

    /// <summary>Notes in <paramref name="found"/> what cannot be converted.</summary>
    static abstract TVector Examine(TVector found, TVector chunk);
}
