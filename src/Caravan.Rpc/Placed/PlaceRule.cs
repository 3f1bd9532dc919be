// How the place of a part follows from the place of a client's tensor.
namespace Caravan.Rpc;

/// <summary>Parts of tensors that raised ops read on their own.</summary>
internal enum PlaceRule
{
    /// <summary>The first half of the rows of each matrix: the gates of merged expert weights.</summary>
    FirstHalfOfRows,

    /// <summary>The second half of the rows of each matrix.</summary>
    SecondHalfOfRows,

    /// <summary>The first half of each row: the gates' part of a merged bias.</summary>
    FirstHalfOfColumns,

    /// <summary>The second half of each row.</summary>
    SecondHalfOfColumns,

    /// <summary>
    /// A view [n, tokens] stands for the sum of so many rows behind one another from each of its rows on, beyond its own
    /// extent: [n, rows, tokens].
    /// </summary>
    FollowingRows,
}
