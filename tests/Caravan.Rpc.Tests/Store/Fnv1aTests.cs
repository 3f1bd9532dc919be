// FNV-1a beside its published values.
using System.Text;

namespace Caravan.Rpc.Tests.Store;

public unsafe class Fnv1aTests
{
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("b", 0xaf63df4c8601f1a5)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void Published_values_are_met(string text, ulong expected) =>
        Assert.Equal(expected, Fnv1a.Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Contents_hashed_side_by_side_have_the_hashes_of_each()
    {
        byte[] content = new byte[4096];
        new Random(5).NextBytes(content);
        fixed (byte* pinned = content)
        {
            nint start = (nint)pinned;
            for (int streams = 1; streams <= 9; streams++)
            {
                for (int count = 0; count < 40; count++)
                {
                    nint[] sources = [.. Enumerable.Range(0, streams).Select(i => start + (97 * i))];
                    ulong[] hashes = new ulong[streams];
                    Array.Fill(hashes, Fnv1a.Start);
                    Fnv1a.AppendEach(hashes, sources, count);
                    Fnv1a.AppendEach(hashes, [.. sources.Select(source => source + count)], 100);
                    for (int i = 0; i < streams; i++)
                    {
                        Assert.Equal(PlainHash(content.AsSpan(97 * i, count + 100)), hashes[i]);
                    }
                }
            }
        }
    }

    [Fact]
    public void As_many_contents_as_hashes_are_needed() =>
        Assert.Throws<ArgumentException>(() => Fnv1a.AppendEach(new ulong[2], new nint[1], 0));

    private static ulong PlainHash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes)
        {
            hash ^= value;
            hash *= 1099511628211;
        }

        return hash;
    }
}
