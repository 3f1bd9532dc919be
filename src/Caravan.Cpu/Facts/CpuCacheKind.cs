// What a processor's cache holds.
namespace Caravan.Cpu;

/// <summary>Kinds of caches, numbered as CPUID numbers them.</summary>
public enum CpuCacheKind
{
    /// <summary>Data only.</summary>
    Data = 1,

    /// <summary>Instructions only.</summary>
    Instruction = 2,

    /// <summary>Data and instructions.</summary>
    Unified = 3,
}
