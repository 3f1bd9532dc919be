// What the CPUID instruction answers.
namespace Caravan.Cpu;

/// <summary>The four registers of one CPUID leaf.</summary>
internal readonly record struct CpuIdRegisters(uint Eax, uint Ebx, uint Ecx, uint Edx);
