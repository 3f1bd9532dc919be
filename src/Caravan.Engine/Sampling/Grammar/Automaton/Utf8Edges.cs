// Makes nodes that read the UTF-8 bytes of one character of a set.
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Splits ranges of code points into ranges of bytes.</summary>
internal static class Utf8Edges
{
    private static readonly int[] LastOfLength = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>A node that reads one character of the set and leads to <paramref name="next"/>.</summary>
    public static int Add(NodeList nodes, CharacterSet set, int next)
    {
        List<ByteEdge> edges = [];
        foreach ((int first, int last) in set.Ranges)
        {
            int start = first;
            foreach (int end in LastOfLength)
            {
                if (start <= Math.Min(last, end))
                {
                    Split(nodes, start, Math.Min(last, end), next, edges);
                    start = end + 1;
                }
            }
        }

        return nodes.AddBytes([.. edges]);
    }

    /// <summary>
    /// Cuts a range of characters of one length where their last bytes wrap, until every byte runs through a range of
    /// its own.
    /// </summary>
    private static void Split(NodeList nodes, int first, int last, int next, List<ByteEdge> edges)
    {
        for (int bits = 6; bits < 24 && last > 0x7F; bits += 6)
        {
            int mask = (1 << bits) - 1;
            if ((first & ~mask) == (last & ~mask))
            {
                continue;
            }

            if ((first & mask) != 0)
            {
                Split(nodes, first, first | mask, next, edges);
                Split(nodes, (first | mask) + 1, last, next, edges);
                return;
            }

            if ((last & mask) != mask)
            {
                Split(nodes, first, (last & ~mask) - 1, next, edges);
                Split(nodes, last & ~mask, last, next, edges);
                return;
            }
        }

        Span<byte> low = stackalloc byte[4];
        Span<byte> high = stackalloc byte[4];
        int length = new Rune(first).EncodeToUtf8(low);
        new Rune(last).EncodeToUtf8(high);
        int target = next;
        for (int i = length - 1; i > 0; i--)
        {
            target = nodes.AddByte(low[i], high[i], target);
        }

        edges.Add(new ByteEdge(low[0], high[0], target));
    }
}
