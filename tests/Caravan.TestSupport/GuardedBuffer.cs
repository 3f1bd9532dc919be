// A buffer next to an inaccessible page, so that a kernel that reads or writes beyond it ends the test program.
using Caravan.Platform;

namespace Caravan.TestSupport;

/// <summary>
/// Memory that ends, or begins, exactly at an inaccessible page. Touching the page ends the process, which no test can
/// overlook; the message names the kernel by its stack trace.
/// </summary>
public sealed unsafe class GuardedBuffer : IDisposable
{
    private readonly PageMemory memory;
    private readonly long start;

    private GuardedBuffer(long length, bool endsAtGuard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int page = SystemCalls.Current.PageBytes;
        long inner = Math.Max(1, (length + page - 1) / page) * page;
        Length = length;
        memory = new PageMemory(inner + 2L * page);
        start = endsAtGuard ? page + inner - length : page;
        bool guarded = memory.TryProtectNone(0, page) & memory.TryProtectNone(page + inner, page);
        if (!guarded)
        {
            memory.Dispose();
            Assert.Skip("this system has no inaccessible pages: reads beyond a buffer cannot be detected");
        }
    }

    /// <summary>Bytes of the buffer.</summary>
    public long Length { get; }

    /// <summary>First byte; the byte before it or the byte after the last is inaccessible.</summary>
    public byte* Pointer => memory.Pointer + start;

    /// <summary>The buffer's bytes, zero at first.</summary>
    public Span<byte> Bytes => new(Pointer, checked((int)Length));

    /// <summary>A buffer whose last byte is the last before an inaccessible page.</summary>
    public static GuardedBuffer EndingAtGuard(long length) => new(length, endsAtGuard: true);

    /// <summary>A buffer whose first byte is the first after an inaccessible page.</summary>
    public static GuardedBuffer StartingAfterGuard(long length) => new(length, endsAtGuard: false);

    /// <summary>A buffer that holds a copy of <paramref name="values"/> and ends before an inaccessible page.</summary>
    public static GuardedBuffer EndingAtGuard<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Filled(values, endsAtGuard: true);

    /// <summary>A buffer that holds a copy of <paramref name="values"/> and begins after an inaccessible page.</summary>
    public static GuardedBuffer StartingAfterGuard<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Filled(values, endsAtGuard: false);

    /// <summary>The buffer as values of type <typeparamref name="T"/>.</summary>
    public Span<T> Values<T>()
        where T : unmanaged => new(Pointer, checked((int)(Length / sizeof(T))));

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    private static GuardedBuffer Filled<T>(ReadOnlySpan<T> values, bool endsAtGuard)
        where T : unmanaged
    {
        GuardedBuffer buffer = new((long)values.Length * sizeof(T), endsAtGuard);
        values.CopyTo(buffer.Values<T>());
        return buffer;
    }
}
