// The process's resident size; alone, since every other test changes it.
using Caravan.Platform;

namespace Caravan.Gguf.Tests.Platform;

[CollectionDefinition(DisableParallelization = true)]
public class ResidentBytesCollection;

[Collection(typeof(ResidentBytesCollection))]
public unsafe class ResidentBytesTests
{
    [Fact]
    public void Resident_bytes_grow_by_memory_that_is_touched()
    {
        const long length = 64 << 20;
        long before = SystemCalls.Current.ResidentBytes;
        using PageMemory memory = new(length);
        for (long at = 0; at < length; at += 4096)
        {
            memory.Pointer[at] = 1;
        }

        Assert.InRange(SystemCalls.Current.ResidentBytes - before, length * 3 / 4, length * 5 / 4);
    }
}
