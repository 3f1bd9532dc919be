// A small number as a type, so that the compiler makes one loop for each.
namespace Caravan.Cpu;

/// <summary>How many columns or queries share a load.</summary>
internal interface ISmallCount
{
    /// <summary>1 to <see cref="SmallCounts.Most"/>.</summary>
    static abstract int Value { get; }
}
