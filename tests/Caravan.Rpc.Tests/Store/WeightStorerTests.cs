// What storing in the background leaves in the folder and gives back of the memory.
using System.Globalization;
using System.Security.Cryptography;
using Caravan.Cpu;
using Caravan.Rpc.Tests.Worker;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Store;

public sealed class WeightStorerTests : IDisposable
{
    private const int WeightBytes = 100_003;
    private const long MemoryBytes = 1 << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder files = new();
    private readonly CpuDevice cpu = new(1);
    private readonly WorkerDevice device;
    private readonly ListLogger logger = new();

    public WeightStorerTests() => device = new WorkerDevice(cpu, MemoryBytes);

    private string Folder => files.File("cache");

    public void Dispose()
    {
        cpu.Dispose();
        files.Dispose();
    }

    [Fact]
    public void More_weights_than_are_in_work_at_once_all_get_their_hashes_as_names()
    {
        byte[][] contents = Contents(23);
        using (WeightCache cache = new(Folder, null, logger))
        {
            WorkerBuffer buffer = Store(cache, contents);
            Assert.True(cache.WaitUntilStored(Patience));
            buffer.Free();
        }

        Assert.Equal(
            contents.ToDictionary(PlainHash, Convert.ToHexString),
            Directory
                .GetFiles(Folder)
                .ToDictionary(p => Path.GetFileName(p), p => Convert.ToHexString(File.ReadAllBytes(p)))
        );
    }

    [Fact]
    public void Weights_written_side_by_side_keep_to_the_limit_together()
    {
        const long limit = (2 * WeightBytes) + 10;
        using WeightCache cache = new(Folder, limit, logger);
        WorkerBuffer buffer = Store(cache, Contents(9, sameSize: true));
        Assert.True(cache.WaitUntilStored(Patience));
        buffer.Free();

        Assert.Empty(logger.Warnings);
        Assert.Equal([WeightBytes, WeightBytes], Directory.GetFiles(Folder).Select(p => new FileInfo(p).Length));
    }

    [Fact]
    public void A_weight_above_the_limit_does_not_keep_its_neighbours_out()
    {
        byte[][] contents = [new byte[WeightBytes], new byte[3 * WeightBytes]];
        using WeightCache cache = new(Folder, 2 * WeightBytes, logger);
        WorkerBuffer buffer = Store(cache, contents);
        Assert.True(cache.WaitUntilStored(Patience));
        buffer.Free();

        Assert.Equal([PlainHash(contents[0])], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_that_goes_away_ends_storing_with_one_line_and_gives_the_memory_back()
    {
        using WeightCache cache = new(Folder, null, logger);
        Directory.Delete(Folder);
        WorkerBuffer buffer = Store(cache, Contents(23));
        buffer.Free();
        Assert.True(cache.WaitUntilStored(Patience));

        Assert.Equal(MemoryBytes, device.FreeBytes);
        Assert.Single(logger.Warnings, line => line.Contains("nothing is stored", StringComparison.Ordinal));
    }

    [Fact]
    public void An_end_in_the_middle_leaves_whole_files_only_and_gives_the_memory_back()
    {
        byte[][] contents = Contents(60);
        HashSet<string> hashes = [.. contents.Select(PlainHash)];
        using (WeightCache cache = new(Folder, null, logger))
        {
            Store(cache, contents).Free();
            TestWorker.Eventually(() => Directory.GetFiles(Folder).Length > 0, "a file is written");
        }

        TestWorker.Eventually(
            () => device.FreeBytes == MemoryBytes && Directory.GetFiles(Folder, "*-part").Length == 0,
            "memory is free and no unfinished file is left"
        );
        Assert.All(
            Directory.GetFiles(Folder),
            path =>
            {
                Assert.Contains(Path.GetFileName(path), hashes);
                Assert.Equal(Path.GetFileName(path), PlainHash(File.ReadAllBytes(path)));
            }
        );
    }

    // Sizes differ, so that those written side by side end at different times.
    private static byte[][] Contents(int count, bool sameSize = false) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => RandomNumberGenerator.GetBytes(WeightBytes + (sameSize ? 0 : i * 4099))),
        ];

    private WorkerBuffer Store(WeightCache cache, byte[][] contents)
    {
        WorkerBuffer buffer = WorkerBuffer.Create(device, contents.Sum(c => (long)c.Length), 1, 1 << 20)!;
        List<TensorRegion> regions = [];
        long offset = 0;
        foreach (byte[] content in contents)
        {
            buffer.Write(offset, content);
            regions.Add(new TensorRegion(buffer, offset, content.Length));
            offset += content.Length;
        }

        cache.Store(regions);
        return buffer;
    }

    // FNV-1a with 64 bits as its authors define it.
    private static string PlainHash(byte[] content)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte value in content)
        {
            hash ^= value;
            hash *= 0x100000001b3;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
