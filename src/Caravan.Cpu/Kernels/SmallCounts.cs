// The numbers of columns or queries that kernels are compiled for.
namespace Caravan.Cpu;

/// <summary>Numbers as types.</summary>
internal static class SmallCounts
{
    /// <summary>The most that share a load.</summary>
    internal const int Most = 4;

    internal readonly struct One : ISmallCount
    {
        public static int Value => 1;
    }

    internal readonly struct Two : ISmallCount
    {
        public static int Value => 2;
    }

    internal readonly struct Three : ISmallCount
    {
        public static int Value => 3;
    }

    internal readonly struct Four : ISmallCount
    {
        public static int Value => 4;
    }
}
