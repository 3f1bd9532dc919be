// What CPUID tells about a processor's name, model and caches.
using System.Runtime.InteropServices;
using System.Text;

namespace Caravan.Cpu;

/// <summary>Reads CPUID as the manuals of Intel and AMD describe it.</summary>
internal static class CpuIdReader
{
    private const uint Extended = 0x80000000;
    private const uint ExtendedFeatures = 0x80000001;
    private const uint FirstNameLeaf = 0x80000002;
    private const uint LastNameLeaf = 0x80000004;
    private const uint CacheLeaf = 4;
    private const uint ExtendedCacheLeaf = 0x8000001D;
    private const int TopologyExtensionsBit = 22;

    // Real processors have four; a hypervisor that never says "no more" must not hold us up.
    private const uint MostCaches = 16;

    /// <summary>The twelve letters of the maker: <c>AuthenticAMD</c>.</summary>
    internal static string Vendor(CpuIdFunction cpuId)
    {
        (_, uint ebx, uint ecx, uint edx) = cpuId(0, 0);
        return Text([ebx, edx, ecx]);
    }

    /// <summary>Family, model and stepping, the extended fields added as the manuals say.</summary>
    internal static (int Family, int Model, int Stepping) Version(CpuIdFunction cpuId)
    {
        int eax = (int)cpuId(1, 0).Eax;
        int family = (eax >> 8) & 15;
        int model = (eax >> 4) & 15;
        if (family is 6 or 15)
        {
            model |= ((eax >> 16) & 15) << 4;
        }

        return (family == 15 ? family + ((eax >> 20) & 255) : family, model, eax & 15);
    }

    /// <summary>The brand string; empty when there is none.</summary>
    internal static string Name(CpuIdFunction cpuId)
    {
        if (cpuId(Extended, 0).Eax < LastNameLeaf)
        {
            return "";
        }

        List<uint> words = [];
        for (uint leaf = FirstNameLeaf; leaf <= LastNameLeaf; leaf++)
        {
            (uint eax, uint ebx, uint ecx, uint edx) = cpuId(leaf, 0);
            words.AddRange([eax, ebx, ecx, edx]);
        }

        return Text([.. words]);
    }

    /// <summary>All caches of the core that this thread is on; empty where CPUID does not list them.</summary>
    internal static IEnumerable<CpuCache> Caches(CpuIdFunction cpuId)
    {
        uint leaf = CachesLeaf(cpuId);
        for (uint index = 0; leaf != 0 && index < MostCaches; index++)
        {
            (uint eax, uint ebx, uint ecx, _) = cpuId(leaf, index);
            CpuCacheKind kind = (CpuCacheKind)(eax & 31);
            if (kind is not (CpuCacheKind.Data or CpuCacheKind.Instruction or CpuCacheKind.Unified))
            {
                yield break;
            }

            int line = (int)(ebx & 0xFFF) + 1;
            int parts = (int)((ebx >> 12) & 0x3FF) + 1;
            int ways = (int)(ebx >> 22) + 1;
            long sets = ecx + 1L;
            yield return new CpuCache((int)((eax >> 5) & 7), kind, sets * ways * parts * line, ways, line);
        }
    }

    // AMD answers leaf 4 with zeros and lists caches in a leaf of its own, in Intel's layout.
    private static uint CachesLeaf(CpuIdFunction cpuId)
    {
        bool hasExtended =
            cpuId(Extended, 0).Eax >= ExtendedCacheLeaf
            && ((cpuId(ExtendedFeatures, 0).Ecx >> TopologyExtensionsBit) & 1) != 0;
        return hasExtended ? ExtendedCacheLeaf
            : cpuId(0, 0).Eax >= CacheLeaf ? CacheLeaf
            : 0;
    }

    private static string Text(ReadOnlySpan<uint> words) =>
        Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words)).Trim('\0', ' ');
}
