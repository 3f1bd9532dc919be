// Which of a token's positions rotates which pairs.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// Sections of the pairs of a head, each with a position of its own: time, height, width and one more (words 11 to 14 of ROPE).
/// Behind the last section the first begins again.
/// </summary>
internal readonly record struct RopeSections(long Time, long Height, long Width, long Extra)
{
    /// <summary>Positions of a token.</summary>
    internal const int Count = 4;

    private const int FirstWord = 11;

    private long Sum => Time + Height + Width + Extra;

    /// <summary>True for the modes with four positions.</summary>
    internal static bool IsNeeded(RopeMode mode) =>
        mode is RopeMode.MRope or RopeMode.Vision or RopeMode.InterleavedMRope;

    /// <summary>Reads the sections from a node's words.</summary>
    internal static RopeSections From(in OpParameters words) =>
        new(words[FirstWord], words[FirstWord + 1], words[FirstWord + 2], words[FirstWord + 3]);

    /// <summary>True when there are sections and none is negative, and no more pairs than a head of twice the elements has.</summary>
    internal bool AreValid(int dimensions) =>
        Time >= 0 && Height >= 0 && Width >= 0 && Extra >= 0 && Time + Height + Width > 0 && Sum <= 2L * dimensions;

    /// <summary>Place of a pair in the repeated sections.</summary>
    internal long Place(long pair) => pair % Sum;

    /// <summary>The position (0 to 3) of a place when the sections stand behind one another.</summary>
    internal int PositionOf(long place) =>
        place < Time ? 0
        : place < Time + Height ? 1
        : place < Time + Height + Width ? 2
        : 3;

    /// <summary>The position of a place when the first three take turns.</summary>
    internal int InterleavedPositionOf(long place) =>
        (place % 3) switch
        {
            1 when place < 3 * Height => 1,
            2 when place < 3 * Width => 2,
            0 when place < 3 * Time => 0,
            _ => 3,
        };

    /// <summary>True at the first place of the section of a position.</summary>
    internal bool IsStart(long place, int position) =>
        place
        == position switch
        {
            0 => 0,
            1 => Time,
            2 => Time + Height,
            _ => Time + Height + Width,
        };
}
