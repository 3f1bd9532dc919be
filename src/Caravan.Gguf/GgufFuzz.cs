// Feeds damaged copies of a file to the reader and looks for anything but an orderly refusal.
using Caravan.Platform;

namespace Caravan.Gguf;

/// <summary>
/// Fuzzes the reader. Mutant number <c>i</c> of a seed is always the same bytes, so a finding can be made again from two
/// numbers. Mutants end at an inaccessible page where the system has them: a read beyond the end stops the process.
/// </summary>
public static class GgufFuzz
{
    /// <summary>
    /// Bytes the reader may allocate for each byte of a file: a nested empty array takes 12 bytes in a file and an object
    /// with its place in a list in memory.
    /// </summary>
    public const int AllocationFactor = 32;

    // What an error costs whatever the file: the exception, its stack trace, its message.
    private const long AllocationAllowance = 256 * 1024;

    /// <summary>Reads mutants <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    /// <param name="original">A valid file.</param>
    /// <param name="seed">Chooses the mutants.</param>
    /// <param name="count">Number of mutants.</param>
    /// <param name="first">Number of the first mutant.</param>
    /// <param name="progress">Told the number of mutants read, now and then.</param>
    /// <param name="cancellation">Ends the run early; what was found so far is returned.</param>
    public static GgufFuzzResult Run(
        byte[] original,
        ulong seed,
        long count,
        long first = 0,
        Action<long>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(original);
        const int reportEvery = 10_000;
        GgufMutator mutator = new(original);
        using GuardedBlock block = new(mutator.LongestMutant);
        GgufFuzzResult result = new();
        for (long index = first; index - first < count && !cancellation.IsCancellationRequested; index++)
        {
            ReadOnlySpan<byte> mutant = mutator.Mutate(seed, index);
            Read(block, mutant, index, result);
            if (progress is not null && result.Mutants % reportEvery == 0)
            {
                progress(result.Mutants);
            }
        }

        return result;
    }

    /// <summary>The bytes of one mutant, to keep what a finding was made with.</summary>
    public static byte[] Mutant(byte[] original, ulong seed, long index) =>
        new GgufMutator(original).Mutate(seed, index).ToArray();

    private static unsafe void Read(GuardedBlock block, ReadOnlySpan<byte> mutant, long index, GgufFuzzResult result)
    {
        byte* start = block.Hold(mutant);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Use(GgufContent.Parse(start, mutant.Length, "mutant"), start, mutant.Length);
            result.Accepted++;
        }
        catch (GgufException problem)
        {
            result.Rejected++;
            if (problem.Message.AsSpan().IndexOfAny('\r', '\n') >= 0)
            {
                result.Add(index, $"a message of more than one line: {problem.Message}");
            }
        }
        catch (Exception problem)
        {
            result.Add(index, problem.ToString(), failed: true);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        result.MostBytesAllocated = Math.Max(result.MostBytesAllocated, allocated);
        if (allocated > (long)AllocationFactor * mutant.Length + AllocationAllowance)
        {
            result.Add(index, $"{allocated} bytes allocated for a file of {mutant.Length}");
        }
    }

    // What the rest of the program relies on once the reader has accepted a file.
    private static unsafe void Use(GgufContent content, byte* start, long length)
    {
        int sum = 0;
        foreach (GgufTensor tensor in content.Tensors)
        {
            if (tensor.Offset < 0 || tensor.Bytes < 1 || tensor.Offset > length - tensor.Bytes)
            {
                throw new InvalidOperationException($"{tensor} was accepted outside a file of {length} bytes");
            }

            sum += start[tensor.Offset] + start[tensor.Offset + tensor.Bytes - 1];
        }

        foreach (GgufEntry entry in content.Metadata)
        {
            sum += GgufValueText.Of(entry.Value, elements: 2).Length;
        }

        GC.KeepAlive(sum);
    }

    private sealed unsafe class GuardedBlock : IDisposable
    {
        private readonly PageMemory memory;
        private readonly long end;

        internal GuardedBlock(int bytes)
        {
            int page = SystemCalls.Current.PageBytes;
            end = ((long)bytes + page - 1) / page * page;
            memory = new PageMemory(end + page);

            // Where this fails the run still checks everything but reads beyond the end.
            memory.TryProtectNone(end, page);
        }

        public void Dispose() => memory.Dispose();

        internal byte* Hold(ReadOnlySpan<byte> mutant)
        {
            // Within the memory: no mutant is longer than the block was made for.
            byte* start = memory.Pointer + end - mutant.Length;
            mutant.CopyTo(new Span<byte>(start, mutant.Length));
            return start;
        }
    }
}
