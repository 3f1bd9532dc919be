// Code made at run time.
using System.Globalization;
using System.Runtime.InteropServices;
using Caravan.Platform;

namespace Caravan.Cpu.Tests.Assembly;

public sealed unsafe class ExecutableMemoryTests
{
    // mov eax, 42; ret
    private static readonly byte[] FortyTwo = [0xB8, 42, 0, 0, 0, 0xC3];

    [Fact]
    public void Code_runs()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the code is for x86-64");
        using ExecutableMemory? memory = ExecutableMemory.TryCreate(FortyTwo);
        Assert.NotNull(memory);
        Assert.Equal(42, ((delegate* unmanaged<int>)memory.Address)());
    }

    [Fact]
    public void Code_is_not_writable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "maps of memory are read from /proc");
        using ExecutableMemory? memory = ExecutableMemory.TryCreate(FortyTwo);
        Assert.NotNull(memory);
        // The system shows neighbours with the same rights as one map.
        string map = File.ReadLines("/proc/self/maps").First(line => Holds(line, (ulong)memory.Address));
        Assert.Contains(" r-xp ", map, StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_that_forbids_it_gives_none() =>
        Assert.Null(ExecutableMemory.TryCreate(FortyTwo, new PortableSystemCalls()));

    private static bool Holds(string map, ulong address)
    {
        string[] range = map.Split(' ')[0].Split('-');
        return ulong.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= address
            && address < ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
