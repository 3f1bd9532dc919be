// The numbers of queries that kernels are compiled for.
namespace Caravan.Cpu;

/// <summary>Numbers as types.</summary>
internal static class QueryCounts
{
    /// <summary>The most that share a load.</summary>
    internal const int Most = 4;

    internal readonly struct One : IQueryCount
    {
        public static int Value => 1;
    }

    internal readonly struct Two : IQueryCount
    {
        public static int Value => 2;
    }

    internal readonly struct Three : IQueryCount
    {
        public static int Value => 3;
    }

    internal readonly struct Four : IQueryCount
    {
        public static int Value => 4;
    }
}
