// The levels that a type's codes stand for, as the searches see them.
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// A set of levels in ascending order, coded from zero up. A struct parameter, so that every search is compiled for its levels.
/// </summary>
internal interface ILevels
{
    /// <summary>The first level, that of code 0; not above zero.</summary>
    float Lowest { get; }

    /// <summary>The last level; above zero.</summary>
    float Highest { get; }

    /// <summary>The level nearest to each value.</summary>
    Vector256<float> Nearest(Vector256<float> values);

    /// <summary>The code of the level nearest to each value.</summary>
    Vector256<int> Codes(Vector256<float> values);
}
