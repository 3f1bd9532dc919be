// What the processor calls itself.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu;

/// <summary>The processor's brand string.</summary>
internal static class ProcessorName
{
    // CPUID leaves 0x80000002 to 0x80000004 hold 48 characters.
    private const uint FirstLeaf = 0x80000002;
    private const int Leaves = 3;

    /// <summary>The brand string, or the architecture where there is none.</summary>
    internal static string Read()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString();
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < FirstLeaf + Leaves - 1)
        {
            return architecture;
        }

        Span<int> words = stackalloc int[4 * Leaves];
        for (int leaf = 0; leaf < Leaves; leaf++)
        {
            (words[4 * leaf], words[4 * leaf + 1], words[4 * leaf + 2], words[4 * leaf + 3]) = X86Base.CpuId(
                unchecked((int)(FirstLeaf + leaf)),
                0
            );
        }

        string name = System.Text.Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words)).Trim('\0', ' ');
        return name.Length > 0 ? name : architecture;
    }
}
