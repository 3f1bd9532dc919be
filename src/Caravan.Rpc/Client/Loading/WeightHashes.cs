// Hashes of weights, from the files' indexes or computed, several side by side.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Knows or computes the hashes of weights of any number of files.</summary>
internal sealed unsafe class WeightHashes
{
    private const long PieceBytes = 1 << 20;

    private readonly Dictionary<string, WeightHashIndex> indexes = [];
    private readonly string folder;

    /// <summary>Hashes kept in a folder.</summary>
    internal WeightHashes(string folder) => this.folder = folder;

    /// <summary>Bytes that had to be hashed so far.</summary>
    internal long HashedBytes { get; private set; }

    /// <summary>The hash of a weight, when it is known.</summary>
    internal bool TryGet(WeightSource weight, out ulong hash) =>
        IndexOf(weight).TryGet(weight.FileOffset, weight.Bytes, out hash);

    /// <summary>Computes and notes the hashes of weights.</summary>
    internal void Compute(ReadOnlySpan<WeightSource> weights)
    {
        Span<ulong> hashes = stackalloc ulong[Fnv1a.Streams];
        Span<nint> sources = stackalloc nint[Fnv1a.Streams];
        for (int first = 0; first < weights.Length; first += Fnv1a.Streams)
        {
            ReadOnlySpan<WeightSource> group = weights[first..Math.Min(first + Fnv1a.Streams, weights.Length)];
            hashes.Fill(Fnv1a.Start);
            long common = long.MaxValue;
            foreach (WeightSource weight in group)
            {
                common = Math.Min(common, weight.Bytes);
            }

            // Bounds: every piece ends within the shortest weight, what is left of each within itself.
            for (long done = 0; done < common; done += PieceBytes)
            {
                for (int i = 0; i < group.Length; i++)
                {
                    sources[i] = group[i].Address + (nint)done;
                }

                Fnv1a.AppendEach(hashes[..group.Length], sources[..group.Length], Math.Min(PieceBytes, common - done));
            }

            for (int i = 0; i < group.Length; i++)
            {
                sources[0] = group[i].Address + (nint)common;
                Fnv1a.AppendEach(hashes.Slice(i, 1), sources[..1], group[i].Bytes - common);
                IndexOf(group[i]).Add(group[i].FileOffset, group[i].Bytes, hashes[i]);
                HashedBytes += group[i].Bytes;
            }
        }
    }

    /// <summary>Writes what was added to the indexes.</summary>
    internal void Save()
    {
        foreach (WeightHashIndex index in indexes.Values)
        {
            index.Save();
        }
    }

    private WeightHashIndex IndexOf(WeightSource weight)
    {
        if (!indexes.TryGetValue(weight.FilePath, out WeightHashIndex? index))
        {
            index = WeightHashIndex.Open(weight.FilePath, folder);
            indexes.Add(weight.FilePath, index);
        }

        return index;
    }
}
