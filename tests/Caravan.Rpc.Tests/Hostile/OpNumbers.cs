// Op numbers that the hand-made graphs use.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Numbers by dialect, from the protocol's description and not from the product's own table.</summary>
internal sealed record OpNumbers
{
    internal const uint None = 0;
    internal const uint Add = 2;
    internal const uint Acc = 5;

    internal static readonly OpNumbers K = new()
    {
        MulMat = 27,
        MulMatId = 28,
        Set = 35,
        Cpy = 36,
        View = 39,
        GetRows = 42,
        SetRows = 44,
        FlashAttention = 72,
        Pool2D = 59,
        WinPart = 76,
        Count = 111,
        Calls = [87, 88, 89, 90, 91, 92, 93, 94],
    };

    internal static readonly OpNumbers B = new()
    {
        MulMat = 29,
        MulMatId = 30,
        Set = 33,
        Cpy = 34,
        View = 37,
        GetRows = 40,
        SetRows = 42,
        FlashAttention = 74,
        Pool2D = 61,
        WinPart = 78,
        Count = 101,
        Calls = [92, 93, 94, 95],
    };

    internal uint MulMat { get; private init; }

    internal uint MulMatId { get; private init; }

    internal uint Set { get; private init; }

    internal uint Cpy { get; private init; }

    internal uint View { get; private init; }

    internal uint GetRows { get; private init; }

    internal uint SetRows { get; private init; }

    internal uint FlashAttention { get; private init; }

    internal uint Pool2D { get; private init; }

    internal uint WinPart { get; private init; }

    /// <summary>The first number that is no op.</summary>
    internal uint Count { get; private init; }

    /// <summary>Ops whose parameters are pointers to functions.</summary>
    internal uint[] Calls { get; private init; } = [];

    internal static OpNumbers Of(GgmlLayout layout) => layout == GgmlLayout.K ? K : B;
}
