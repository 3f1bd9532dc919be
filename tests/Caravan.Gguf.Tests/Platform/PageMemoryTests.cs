// Page-aligned memory, guard pages and affinity.
using Caravan.Platform;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests.Platform;

public unsafe class PageMemoryTests
{
    private const long HugePage = 2 << 20;

    public static TheoryData<ISystemCalls> AllSystemCalls => new(SystemCalls.Current, new PortableSystemCalls());

    [Theory]
    [MemberData(nameof(AllSystemCalls))]
    public void Memory_begins_on_a_page_and_is_zero(ISystemCalls system)
    {
        using PageMemory memory = new(10_001, system: system);
        Assert.Equal(0, (nint)memory.Pointer % system.PageBytes);
        Assert.Equal(-1, new Span<byte>(memory.Pointer, 10_001).IndexOfAnyExcept((byte)0));
        memory.Pointer[10_000] = 7;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(HugePage - 1)]
    [InlineData(HugePage)]
    [InlineData(3 * HugePage + 1)]
    public void Memory_with_huge_pages_is_writable_to_its_last_byte(long length)
    {
        using PageMemory memory = new(length, hugePages: true);
        memory.Pointer[0] = 1;
        memory.Pointer[length - 1] = 2;
    }

    [Fact]
    public void Large_memory_with_huge_pages_begins_on_a_huge_page_on_Linux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "huge pages are asked for on Linux");
        using PageMemory memory = new(3 * HugePage + 1, hugePages: true);
        Assert.Equal(0, (nint)memory.Pointer % HugePage);
    }

    [Fact]
    public void More_memory_than_there_is_addresses_for_is_refused() =>
        Assert.Throws<InsufficientMemoryException>(() => new PageMemory(1L << 60).Dispose());

    [Fact]
    public void The_byte_after_a_guarded_buffer_cannot_be_read()
    {
        using GuardedBuffer buffer = GuardedBuffer.EndingAtGuard(1001);
        Assert.True(SystemCanRead(buffer.Pointer, 1001));
        Assert.False(SystemCanRead(buffer.Pointer + 1001, 1));
    }

    [Fact]
    public void The_byte_before_a_guarded_buffer_cannot_be_read()
    {
        using GuardedBuffer buffer = GuardedBuffer.StartingAfterGuard(1001);
        Assert.True(SystemCanRead(buffer.Pointer, 1001));
        Assert.False(SystemCanRead(buffer.Pointer - 1, 1));
    }

    [Fact]
    public void A_guarded_buffer_holds_a_copy_of_its_values()
    {
        ReadOnlySpan<float> values = [1.5f, -2, 3];
        using GuardedBuffer end = GuardedBuffer.EndingAtGuard(values);
        using GuardedBuffer start = GuardedBuffer.StartingAfterGuard(values);
        Assert.Equal(values, end.Values<float>());
        Assert.Equal(values, start.Values<float>());
    }

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(0, 4097)]
    [InlineData(0, 1 << 20)]
    public void Protecting_a_part_that_is_not_whole_pages_of_the_memory_is_refused(long offset, long count)
    {
        using PageMemory memory = new(4 * 4096);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.TryProtectNone(offset, count));
    }

    [Fact]
    public void A_thread_can_be_confined_to_one_processor_on_Linux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "affinity is tested on Linux");
        int[] confined = [];
        int[] all = SystemCalls.Current.ThreadAffinity();
        Thread thread = new(() =>
        {
            Assert.True(SystemCalls.Current.TrySetThreadAffinity([all[^1]]));
            confined = SystemCalls.Current.ThreadAffinity();
        });
        thread.Start();
        thread.Join();
        Assert.Equal([all[^1]], confined);
        Assert.Equal(all, SystemCalls.Current.ThreadAffinity());
    }

    [Fact]
    public void A_processor_that_cannot_exist_is_refused() =>
        Assert.False(SystemCalls.Current.TrySetThreadAffinity([-1]));

    // The kernel reads the bytes to write them to a file, and reports what it cannot read instead of ending the process.
    private static bool SystemCanRead(byte* pointer, int count)
    {
        using TemporaryFolder folder = new();
        using FileStream file = new(folder.File("probe"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            RandomAccess.Write(file.SafeFileHandle, new ReadOnlySpan<byte>(pointer, count), 0);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
