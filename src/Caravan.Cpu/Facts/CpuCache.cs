// One cache of a processor.
namespace Caravan.Cpu;

/// <summary>A cache as one core sees it.</summary>
/// <param name="Level">1 is the nearest to the core.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Ways">Lines of a set; 0 where it is not known.</param>
/// <param name="LineBytes">Bytes of a line; 0 where it is not known.</param>
public sealed record CpuCache(int Level, CpuCacheKind Kind, long Bytes, int Ways, int LineBytes);
