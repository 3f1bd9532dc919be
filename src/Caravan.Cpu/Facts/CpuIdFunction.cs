// How CPUID is asked: by the instruction, or from a recording in tests.
namespace Caravan.Cpu;

/// <summary>Answers one leaf of CPUID.</summary>
/// <param name="leaf">What EAX holds when it is asked.</param>
/// <param name="subleaf">What ECX holds.</param>
internal delegate CpuIdRegisters CpuIdFunction(uint leaf, uint subleaf);
