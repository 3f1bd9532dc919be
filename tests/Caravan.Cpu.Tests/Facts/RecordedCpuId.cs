// Answers of real processors to CPUID.
namespace Caravan.Cpu.Tests.Facts;

internal static class RecordedCpuId
{
    // An EPYC of family 25, model 17, under KVM.
    private static readonly Dictionary<(uint, uint), CpuIdRegisters> Zen4Leaves = new()
    {
        [(0x0, 0)] = new(0x0000001C, 0x68747541, 0x444D4163, 0x69746E65),
        [(0x1, 0)] = new(0x00A10F11, 0x00020800, 0xFFFA3203, 0x178BFBFF),
        [(0x7, 0)] = new(0x00000001, 0xF1BF07AB, 0x00405FC6, 0x00000010),
        [(0x7, 1)] = new(0x00000020, 0x00000000, 0x00000000, 0x00000000),
        [(0x80000000, 0)] = new(0x80000021, 0x68747541, 0x444D4163, 0x69746E65),
        [(0x80000001, 0)] = new(0x00A10F11, 0x40000000, 0x004003F3, 0x2FD3FBFF),
        [(0x80000002, 0)] = new(0x20444D41, 0x43595045, 0x00000000, 0x00000000),
        [(0x8000001D, 0)] = new(0x00000121, 0x01C0003F, 0x0000003F, 0x00000000),
        [(0x8000001D, 1)] = new(0x00000122, 0x01C0003F, 0x0000003F, 0x00000000),
        [(0x8000001D, 2)] = new(0x00000143, 0x01C0003F, 0x000007FF, 0x00000002),
        [(0x8000001D, 3)] = new(0x00004163, 0x03C0003F, 0x00007FFF, 0x00000001),
    };

    // Leaf 4 of a Xeon Gold with 28 cores.
    private static readonly Dictionary<(uint, uint), CpuIdRegisters> CascadeLakeLeaves = new()
    {
        [(0x0, 0)] = new(0x00000016, 0x756E6547, 0x6C65746E, 0x49656E69),
        [(0x4, 0)] = new(0x7C004121, 0x01C0003F, 0x0000003F, 0x00000000),
        [(0x4, 1)] = new(0x7C004122, 0x01C0003F, 0x0000003F, 0x00000000),
        [(0x4, 2)] = new(0x7C004143, 0x03C0003F, 0x000003FF, 0x00000000),
        [(0x4, 3)] = new(0x7C0FC163, 0x0280003F, 0x0000DFFF, 0x00000004),
    };

    internal static CpuIdRegisters Zen4(uint leaf, uint subleaf) => Zen4Leaves.GetValueOrDefault((leaf, subleaf));

    internal static CpuIdRegisters CascadeLakeCaches(uint leaf, uint subleaf) =>
        CascadeLakeLeaves.GetValueOrDefault((leaf, subleaf));
}
