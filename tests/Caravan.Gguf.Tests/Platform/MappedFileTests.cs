// Maps of files: beyond 2 GiB, empty, missing, cut while mapped, pipes.
using System.Runtime.InteropServices;
using Caravan.Platform;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests.Platform;

public unsafe class MappedFileTests
{
    public static TheoryData<ISystemCalls> AllSystemCalls => new(SystemCalls.Current, new PortableSystemCalls());

    [Theory]
    [MemberData(nameof(AllSystemCalls))]
    public void A_mapped_file_holds_the_files_bytes(ISystemCalls system)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("five", "12345"u8);
        using MappedFile map = MappedFile.Open(path, system);
        Assert.Equal(5, map.Length);
        Assert.Equal("234"u8, map.Slice(1, 3));
    }

    [Theory]
    [MemberData(nameof(AllSystemCalls))]
    public void Bytes_beyond_4_gibibytes_are_reached(ISystemCalls system)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("sparse");
        long length = (5L << 30) + 3;
        using (FileStream stream = File.Create(path))
        {
            stream.Position = length - 3;
            stream.Write("end"u8);
        }

        using MappedFile map = MappedFile.Open(path, system);
        Assert.Equal(length, map.Length);
        Assert.Equal("end"u8, map.Slice(length - 3, 3));
        Assert.Equal(0, map.Pointer[4L << 30]);
    }

    [Fact]
    public void An_empty_file_maps_to_nothing()
    {
        using TemporaryFolder folder = new();
        using MappedFile map = MappedFile.Open(folder.Write("empty", []));
        Assert.Equal(0, map.Length);
        Assert.True(map.Pointer == null);
        Assert.True(map.Slice(0, 0).IsEmpty);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(5, 1)]
    [InlineData(long.MaxValue, 2)]
    [InlineData(0, -1)]
    public void A_slice_outside_the_file_is_refused(long offset, int count)
    {
        using TemporaryFolder folder = new();
        using MappedFile map = MappedFile.Open(folder.Write("five", "12345"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Slice(offset, count).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Advise(offset, count, MemoryAdvice.WillNeed));
    }

    [Fact]
    public void The_current_length_shows_that_a_mapped_file_shrank()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("five", "12345"u8);
        using MappedFile map = MappedFile.Open(path);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(2);
        }

        Assert.Equal(2, map.CurrentFileLength);
        Assert.Equal(5, map.Length);
    }

    [Fact]
    public void A_file_replaced_by_renaming_keeps_its_map()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("old", "old bytes"u8);
        using MappedFile map = MappedFile.Open(path);
        File.Move(folder.Write("new", "n"u8), path, overwrite: true);
        Assert.Equal(9, map.CurrentFileLength);
        Assert.Equal("old"u8, map.Slice(0, 3));
    }

    [Fact]
    public void A_part_read_into_own_memory_holds_the_files_bytes_even_after_the_file_was_cut()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[(9 << 20) + 77];
        new Random(1).NextBytes(bytes);
        string path = folder.Write("large", bytes);
        using MappedFile map = MappedFile.Open(path);
        (long offset, long count) = map.Replace(5000, bytes.Length - 6000);
        Assert.SkipWhen(count == 0, "this system puts no memory in the place of a mapped file");
        Assert.InRange(offset, 5000, 5000 + (2 << 20));
        Assert.InRange(offset + count, bytes.Length - 1000 - (2 << 20), bytes.Length - 1000);
        Assert.Equal(0, ((nint)map.Pointer + offset) % (2 << 20));
        Assert.Equal(0, map.Pointer[offset] | map.Pointer[offset + count - 1]);
        map.Fill(offset, (int)count);
        Assert.Equal(bytes, map.Slice(0, bytes.Length));
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(offset);
        }

        Assert.Equal(bytes.AsSpan((int)offset, (int)count), map.Slice(offset, (int)count));
        Assert.Throws<EndOfStreamException>(() => map.Fill(offset, (int)count));
    }

    [Fact]
    public void A_part_without_a_whole_huge_page_stays_mapped()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[3 << 20];
        new Random(1).NextBytes(bytes);
        using MappedFile map = MappedFile.Open(folder.Write("small", bytes));
        Assert.Equal(0, map.Replace(100, (2 << 20) - 1).Count);
        Assert.Equal(bytes, map.Slice(0, bytes.Length));
    }

    [Fact]
    public void A_missing_file_is_an_IO_error() =>
        Assert.Throws<FileNotFoundException>(() => MappedFile.Open("/no/such/file"));

    [Fact]
    public void A_pipe_is_refused_without_waiting_for_a_writer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes are made with Linux's mkfifo here");
        using TemporaryFolder folder = new();
        string path = folder.File("pipe");
        Assert.Equal(0, MakePipe(path, 0x180));
        Assert.Throws<NotSupportedException>(() => MappedFile.Open(path));
    }

    [Fact]
    public void A_disposed_map_gives_no_pointer()
    {
        using TemporaryFolder folder = new();
        MappedFile map = MappedFile.Open(folder.Write("five", "12345"u8));
        map.Dispose();
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => *map.Pointer);
    }

    [Theory]
    [InlineData(MemoryAdvice.Normal)]
    [InlineData(MemoryAdvice.WillNeed)]
    [InlineData(MemoryAdvice.Sequential)]
    [InlineData(MemoryAdvice.Random)]
    public void Linux_takes_advice_on_any_part_of_a_map(MemoryAdvice advice)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "advice is tested on Linux");
        using TemporaryFolder folder = new();
        using MappedFile map = MappedFile.Open(folder.Write("some", new byte[10_000]));
        Assert.True(map.Advise(5_000, 4_999, advice));
    }

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
