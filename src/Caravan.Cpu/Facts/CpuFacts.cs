// What the processor of this machine is: name, instruction sets, caches.
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Caravan.Platform;

namespace Caravan.Cpu;

/// <summary>
/// Facts about the processor, of the core that the reading thread is on. They are what the hardware offers (under a
/// hypervisor, what that shows); what this process may use of it is <see cref="CpuFeatures"/>.
/// </summary>
public sealed class CpuFacts
{
    // Where nothing is known, the smallest caches of the processors that are about.
    private const long LeastL1Bytes = 32 << 10;
    private const long LeastL2Bytes = 256 << 10;

    private const string CpuInfoPath = "/proc/cpuinfo";

    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture.ToString();

    // A bit for each set: a hash set of an enumeration costs start-up 5 ms of compilation.
    private readonly ulong sets;

    private CpuFacts(IEnumerable<CpuInstructionSet> sets, IEnumerable<CpuCache> caches)
    {
        foreach (CpuInstructionSet set in sets)
        {
            this.sets |= Bit(set);
        }

        Caches = [.. caches.OrderBy(cache => cache.Level).ThenBy(cache => cache.Kind)];
    }

    /// <summary>The processor of this machine.</summary>
    public static CpuFacts Current { get; } = ReadCurrent();

    /// <summary>What it calls itself, or the architecture.</summary>
    public string Name { get; private init; } = Architecture;

    /// <summary>Its maker as CPUID spells it: <c>GenuineIntel</c>, <c>AuthenticAMD</c>; empty elsewhere.</summary>
    public string Vendor { get; private init; } = "";

    /// <summary>CPUID's family, extended; 0 elsewhere.</summary>
    public int Family { get; private init; }

    /// <summary>CPUID's model, extended; 0 elsewhere.</summary>
    public int Model { get; private init; }

    /// <summary>CPUID's stepping; 0 elsewhere.</summary>
    public int Stepping { get; private init; }

    /// <summary>All caches found, the nearest first; may be empty.</summary>
    public ImmutableArray<CpuCache> Caches { get; }

    /// <summary>Bytes of the first-level data cache of a core; 32 KiB where it is not known.</summary>
    public long L1DataBytes => DataBytes(1) is > 0 and long bytes ? bytes : LeastL1Bytes;

    /// <summary>Bytes of the second-level cache of a core (or of those that share it); 256 KiB where it is not known.</summary>
    public long L2Bytes => DataBytes(2) is > 0 and long bytes ? bytes : LeastL2Bytes;

    /// <summary>Bytes of the third-level cache that a core has a share in; 0 where there is none or it is not known.</summary>
    public long L3Bytes => DataBytes(3);

    /// <summary>The instruction sets found, in the order of <see cref="CpuInstructionSet"/>.</summary>
    public IEnumerable<CpuInstructionSet> InstructionSets => Enum.GetValues<CpuInstructionSet>().Where(Has);

    /// <summary>Whether the processor has an instruction set.</summary>
    public bool Has(CpuInstructionSet set) => (sets & Bit(set)) != 0;

    /// <summary>Reads the facts that CPUID gives.</summary>
    /// <param name="cpuId">Asks the processor.</param>
    /// <param name="systemCaches">Caches that the system knows of, for a hypervisor that hides them from CPUID.</param>
    internal static CpuFacts FromCpuId(CpuIdFunction cpuId, IEnumerable<CpuCache> systemCaches)
    {
        (int family, int model, int stepping) = CpuIdReader.Version(cpuId);
        CpuCache[] caches = [.. CpuIdReader.Caches(cpuId)];
        return new CpuFacts(CpuInstructionSets.Of(cpuId), caches.Length > 0 ? caches : systemCaches)
        {
            Name = CpuIdReader.Name(cpuId) is { Length: > 0 } name ? name : Architecture,
            Vendor = CpuIdReader.Vendor(cpuId),
            Family = family,
            Model = model,
            Stepping = stepping,
        };
    }

    private static ulong Bit(CpuInstructionSet set) => 1UL << (int)set;

    private static CpuFacts ReadCurrent()
    {
        CpuCache[] caches = [.. SystemCaches()];
        return X86Base.IsSupported ? FromCpuId(AskProcessor, caches) : new CpuFacts(SystemSets(), caches);
    }

    private static CpuIdRegisters AskProcessor(uint leaf, uint subleaf)
    {
        (int eax, int ebx, int ecx, int edx) = X86Base.CpuId((int)leaf, (int)subleaf);
        return new CpuIdRegisters((uint)eax, (uint)ebx, (uint)ecx, (uint)edx);
    }

    // Linux tells all; elsewhere what the runtime asks for itself.
    private static IEnumerable<CpuInstructionSet> SystemSets()
    {
        if (OperatingSystem.IsLinux() && File.Exists(CpuInfoPath))
        {
            return CpuInstructionSets.OfLinux(File.ReadAllText(CpuInfoPath));
        }

        (CpuInstructionSet Set, bool Found)[] asked =
        [
            (CpuInstructionSet.Neon, AdvSimd.IsSupported),
            (CpuInstructionSet.DotProd, Dp.IsSupported),
        ];
        return asked.Where(entry => entry.Found).Select(entry => entry.Set);
    }

    private static IEnumerable<CpuCache> SystemCaches()
    {
        for (int level = 1; level <= 3; level++)
        {
            if (SystemCalls.Current.DataCacheBytes(level) is > 0 and long bytes)
            {
                yield return new CpuCache(level, level == 1 ? CpuCacheKind.Data : CpuCacheKind.Unified, bytes, 0, 0);
            }
        }
    }

    private long DataBytes(int level) =>
        Caches.FirstOrDefault(cache => cache.Level == level && cache.Kind != CpuCacheKind.Instruction)?.Bytes ?? 0;
}
