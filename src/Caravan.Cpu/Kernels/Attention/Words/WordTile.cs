// How bytes of a cache stand in a tile of words.
namespace Caravan.Cpu;

/// <summary>
/// Keys and values of a segment as pairs of signed 16-bit words, so that a 32-bit lane adds up two products at once. Of each
/// four elements of a key, elements 0 and 2 are a pair and elements 1 and 3 the next; a row of the tile is one pair of
/// <see cref="AttentionTile.Size"/> positions. Of values, positions 2 i and 2 i + 1 are the pairs of row i; a block of
/// <see cref="BlockElements"/> elements stands in the order 0-3, 8-11, 16-19, 24-27, 4-7, 12-15, 20-23, 28-31.
/// </summary>
internal static class WordTile
{
    /// <summary>Elements that share a scale.</summary>
    internal const int BlockElements = 32;

    /// <summary>The largest magnitude of a word that queries and weights are rounded to.</summary>
    internal const float LargestWord = 32767;

    /// <summary>Words of a tile of rows of <paramref name="length"/> elements; its scales stand behind them, block after block.</summary>
    internal static nint Words(int length) => (nint)length * AttentionTile.Size;
}
