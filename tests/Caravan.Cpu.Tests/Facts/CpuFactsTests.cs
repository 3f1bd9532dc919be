// What is read from CPUID: recordings of real processors, and this machine against what Linux says of it.
using Caravan.Platform;

namespace Caravan.Cpu.Tests.Facts;

public sealed class CpuFactsTests
{
    [Fact]
    public void Zen_4_is_read()
    {
        CpuFacts facts = CpuFacts.FromCpuId(RecordedCpuId.Zen4, []);
        Assert.Equal(("AMD EPYC", "AuthenticAMD", 25, 17, 1), Identity(facts));
        Assert.Equal((32 << 10, 1 << 20, 32 << 20), (facts.L1DataBytes, facts.L2Bytes, facts.L3Bytes));
        Assert.True(facts.Has(CpuInstructionSet.Avx512Vnni));
        Assert.True(facts.Has(CpuInstructionSet.Avx512BF16));
        Assert.True(facts.Has(CpuInstructionSet.F16c));
        Assert.False(facts.Has(CpuInstructionSet.AvxVnni));
        Assert.False(facts.Has(CpuInstructionSet.AmxTile));
    }

    [Fact]
    public void Caches_of_Intels_leaf_are_read()
    {
        CpuFacts facts = CpuFacts.FromCpuId(RecordedCpuId.CascadeLakeCaches, []);
        Assert.Equal(
            [
                new CpuCache(1, CpuCacheKind.Data, 32 << 10, 8, 64),
                new CpuCache(1, CpuCacheKind.Instruction, 32 << 10, 8, 64),
                new CpuCache(2, CpuCacheKind.Unified, 1 << 20, 16, 64),
                new CpuCache(3, CpuCacheKind.Unified, 39424 << 10, 11, 64),
            ],
            facts.Caches
        );
    }

    [Fact]
    public void Caches_that_CPUID_hides_are_those_of_the_system()
    {
        CpuCache level2 = new(2, CpuCacheKind.Unified, 3 << 20, 0, 0);
        CpuFacts facts = CpuFacts.FromCpuId((_, _) => default, [level2]);
        Assert.Equal([level2], facts.Caches);
        Assert.Equal(3 << 20, facts.L2Bytes);
    }

    [Fact]
    public void Unknown_caches_count_as_small_ones()
    {
        CpuFacts facts = CpuFacts.FromCpuId((_, _) => default, []);
        Assert.Equal((32 << 10, 256 << 10, 0), (facts.L1DataBytes, facts.L2Bytes, facts.L3Bytes));
        Assert.NotEmpty(facts.Name);
    }

    [Fact]
    public void Cache_list_without_an_end_is_left()
    {
        CpuFacts facts = CpuFacts.FromCpuId((_, _) => new CpuIdRegisters(0x121, 0x01C0003F, 0x3F, 0), []);
        Assert.InRange(facts.Caches.Length, 1, 64);
    }

    [Fact]
    public void Instruction_sets_are_those_that_Linux_lists()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/proc/cpuinfo"), "not Linux");
        string line = File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("flags") || l.StartsWith("Features"));
        HashSet<string> flags = [.. line[(line.IndexOf(':') + 1)..].Split(' ')];
        string[] expected =
        [
            .. Enum.GetValues<CpuInstructionSet>().Select(CpuInstructionSets.Name).Where(flags.Contains).Order(),
        ];
        string[] found = [.. CpuFacts.Current.InstructionSets.Select(CpuInstructionSets.Name).Order()];
        Assert.NotEmpty(expected);
        // Linux of an older version does not name the newest sets, and hides none that it names.
        Assert.Empty(expected.Except(found));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Caches_are_those_that_the_system_lists(int level)
    {
        long expected = SystemCalls.Current.DataCacheBytes(level);
        Assert.SkipWhen(expected == 0, $"the system does not tell the size of level {level}");
        CpuCache found = Assert.Single(
            CpuFacts.Current.Caches,
            cache => cache.Level == level && cache.Kind != CpuCacheKind.Instruction
        );
        Assert.Equal(expected, found.Bytes);
    }

    [Fact]
    public void Arm_features_are_read_from_Linux()
    {
        const string text = """
            processor	: 0
            Features	: fp asimd evtstrm asimdhp asimddp sve i8mm bf16
            CPU part	: 0xd40

            processor	: 1
            Features	: fp asimd sve2
            """;
        Assert.Equal(
            [
                CpuInstructionSet.Neon,
                CpuInstructionSet.NeonFP16,
                CpuInstructionSet.DotProd,
                CpuInstructionSet.I8mm,
                CpuInstructionSet.NeonBF16,
                CpuInstructionSet.Sve,
            ],
            CpuInstructionSets.OfLinux(text)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("Features")]
    [InlineData("Features:")]
    [InlineData("flags : fpu")]
    public void Text_without_features_has_none(string text) => Assert.Empty(CpuInstructionSets.OfLinux(text));

    [Fact]
    public void Every_instruction_set_has_a_name_of_its_own()
    {
        string[] names = [.. Enum.GetValues<CpuInstructionSet>().Select(CpuInstructionSets.Name)];
        Assert.Distinct(names);
    }

    private static (string, string, int, int, int) Identity(CpuFacts facts) =>
        (facts.Name, facts.Vendor, facts.Family, facts.Model, facts.Stepping);
}
