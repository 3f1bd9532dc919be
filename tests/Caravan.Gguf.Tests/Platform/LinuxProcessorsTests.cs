// What is read of Linux's /sys, from a folder made like it.
using Caravan.Platform;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests.Platform;

public sealed class LinuxProcessorsTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3,8,10-11", new[] { 0, 1, 2, 3, 8, 10, 11 })]
    [InlineData("3,1,1-2", new[] { 1, 2, 3 })]
    [InlineData("a,-1,2-,4-3,1-2-3,5", new[] { 5 })]
    [InlineData("0-99999999999", new int[0])]
    [InlineData("0-2000000000,7", new[] { 7 })]
    public void Lists_are_read(string text, int[] expected) =>
        Assert.Equal(expected, LinuxProcessors.ReadList(text, limit: 64));

    [Fact]
    public void Nodes_have_processors_and_memory()
    {
        Put("devices/system/node/online", "0,2");
        Put("devices/system/node/node0/cpulist", "0-1,4");
        Put("devices/system/node/node0/meminfo", "\nNode 0 MemTotal:        2048 kB\nNode 0 MemFree: 1 kB\n");
        Put("devices/system/node/node2/cpulist", "\n");
        NumaNode[] nodes = [.. LinuxProcessors.NumaNodes(root.FullPath)];
        Assert.Equal([0, 2], nodes.Select(node => node.Number));
        Assert.Equal([0, 1, 4], nodes[0].Processors);
        Assert.Equal(2 << 20, nodes[0].MemoryBytes);
        Assert.Empty(nodes[1].Processors);
        Assert.Equal(0, nodes[1].MemoryBytes);
    }

    [Fact]
    public void Siblings_count_as_one_core_among_the_processors_asked_for()
    {
        foreach (int processor in (int[])[0, 1, 2, 3])
        {
            Put($"devices/system/cpu/cpu{processor}/topology/thread_siblings_list", processor % 2 == 0 ? "0,2" : "1,3");
        }

        Assert.Equal(2, LinuxProcessors.CoreCount(root.FullPath, [0, 1, 2, 3]));
        Assert.Equal(1, LinuxProcessors.CoreCount(root.FullPath, [1, 3]));
        Assert.Equal(0, LinuxProcessors.CoreCount(root.FullPath, [7]));
    }

    [Fact]
    public void Caches_of_instructions_are_not_taken_for_data()
    {
        PutCache(0, 1, "Instruction", "64K");
        PutCache(1, 1, "Data", "48K");
        PutCache(2, 2, "Unified", "2M");
        Assert.Equal(48 << 10, LinuxProcessors.DataCacheBytes(root.FullPath, 1));
        Assert.Equal(2 << 20, LinuxProcessors.DataCacheBytes(root.FullPath, 2));
        Assert.Equal(0, LinuxProcessors.DataCacheBytes(root.FullPath, 3));
    }

    [Fact]
    public void Huge_pages_are_read()
    {
        Put("kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "0");
        Put("kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0");
        Put("kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        HugePageInfo pages = LinuxProcessors.HugePages(root.FullPath);
        Assert.Equal([2 << 20, 1 << 30], pages.Sizes);
        Assert.Equal("madvise", pages.TransparentMode);
    }

    [Fact]
    public void Empty_folder_tells_nothing()
    {
        Assert.Empty(LinuxProcessors.NumaNodes(root.FullPath));
        Assert.Empty(LinuxProcessors.HugePages(root.FullPath).Sizes);
        Assert.Equal("", LinuxProcessors.HugePages(root.FullPath).TransparentMode);
    }

    private void PutCache(int index, int level, string type, string size)
    {
        string folder = $"devices/system/cpu/cpu0/cache/index{index}";
        Put($"{folder}/level", $"{level}\n");
        Put($"{folder}/type", type + "\n");
        Put($"{folder}/size", size + "\n");
    }

    private void Put(string name, string text)
    {
        string path = root.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
