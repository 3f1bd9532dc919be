// Keys as words.
using Caravan.Cpu.Assembly.Attention;

namespace Caravan.Cpu;

/// <summary>Keys of quantized types, multiplied as integers: with a few queries by assembled code, if there is any, as they are read.</summary>
internal sealed unsafe class WordKeys(WordCacheReader reader, int length, InstructionLevel level) : SegmentKeys
{
    private readonly WordProducts products = WordProducts.Create(level);
    private readonly WordCode? code = level == InstructionLevel.Assembled ? WordCode.Instance : null;
    private readonly int blocks = length / WordTile.BlockElements;

    /// <inheritdoc/>
    internal override int ReadingBytes => reader.ScratchBytes;

    /// <inheritdoc/>
    internal override int LinesBetween(int lines, int queries)
    {
        // The assembled code fetches the other half. Rounded up: a few lines left out cost more than all the others.
        return 1 + (lines / (2 * queries));
    }

    /// <inheritdoc/>
    internal override float Prepare(float* query, float* place) => WordQueries.Quantize(query, length, (short*)place);

    /// <inheritdoc/>
    internal override void Multiply(
        byte* key,
        nint rowStride,
        int rows,
        int first,
        int count,
        in AttentionWorkspace space,
        ref RowFetcher ahead,
        ref bool isRead
    )
    {
        short* queries = (short*)(space.QueryRows + ((nint)first * space.QueryStride));
        int queryStride = space.QueryStride * (sizeof(float) / sizeof(short));
        float* scores = space.Scores + (first * AttentionTile.Size);
        if (code is not null && count <= SmallCounts.Most && rows % WordKeyCode.KeysTogether == 0)
        {
            reader.Stage(ref key, ref rowStride, rows, space.Reading);
            int groups = rows / WordKeyCode.KeysTogether;
            WordKeyArguments arguments = new()
            {
                Keys = key,
                Stride = rowStride,
                Groups = groups,
                Blocks = blocks,
                Queries = queries,
                QueryStride = queryStride * sizeof(short),
                Scores = scores,
                Ahead = ahead.Take(groups * blocks * WordKeyCode.LinesPerBlock, key),
            };
            code.MultiplyKeys(&arguments, count);
            return;
        }

        // Bounds: words and scales of a key take up less than its floats.
        short* words = (short*)space.Keys;
        float* scales = (float*)(words + WordTile.Words(length));
        if (!isRead)
        {
            reader.ReadKeys(key, rowStride, rows, ref ahead, words, scales, space.Reading);
            isRead = true;
        }

        products.MultiplyKeys(queries, queryStride, count, words, scales, blocks, scores);
    }
}
