// What a system offers beside its ordinary pages.
using System.Collections.Immutable;

namespace Caravan.Platform;

/// <summary>Huge pages.</summary>
/// <param name="Sizes">Their sizes in bytes, in ascending order; empty where there are none or the system does not say.</param>
/// <param name="TransparentMode">
/// When Linux uses them by itself: <c>always</c>, <c>madvise</c> (where a program asks, as this one does) or <c>never</c>;
/// empty elsewhere.
/// </param>
public sealed record HugePageInfo(ImmutableArray<long> Sizes, string TransparentMode)
{
    /// <summary>Bytes of a transparent huge page on x86 and on Arm with pages of 4 KiB.</summary>
    internal const long TransparentBytes = 2 << 20;

    /// <summary>Nothing known.</summary>
    public static HugePageInfo None { get; } = new([], "");
}
