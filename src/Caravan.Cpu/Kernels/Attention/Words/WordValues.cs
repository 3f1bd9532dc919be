// Values as words.
using Caravan.Cpu.Assembly.Attention;

namespace Caravan.Cpu;

/// <summary>Values of quantized types, weighted and added as integers: for a few queries by assembled code, if there is any, as they are read.</summary>
internal sealed unsafe class WordValues(WordCacheReader reader, int length, InstructionLevel level) : SegmentValues
{
    private readonly WordProducts products = WordProducts.Create(level);
    private readonly WordCode? code = level == InstructionLevel.Assembled ? WordCode.Instance : null;
    private readonly int blocks = length / WordTile.BlockElements;

    /// <inheritdoc/>
    internal override int ReadingBytes => WeightBytes + reader.ScratchBytes;

    /// <inheritdoc/>
    internal override int LinesBetween(int lines, int queries)
    {
        // The assembled code fetches the other half. Rounded up: a few lines left out cost more than all the others.
        return 1 + (lines / (2 * queries));
    }

    // Words of a few queries, and what each counts.
    private int WeightBytes => blocks * SmallCounts.Most * ((AttentionTile.Size * sizeof(short)) + sizeof(float));

    /// <inheritdoc/>
    internal override void Add(
        byte* value,
        nint rowStride,
        int rows,
        int first,
        int count,
        in AttentionWorkspace space,
        ref RowFetcher ahead,
        ref bool isRead
    )
    {
        // Bounds: words and scales of a value take up less than its floats.
        short* words = (short*)space.Values;
        float* scales = (float*)(words + WordTile.Words(length));
        byte* scratch = space.Reading + WeightBytes;
        bool isAssembled = code is not null && count <= SmallCounts.Most && rows % WordValueCode.ValuesTogether == 0;
        int valueSteps = rows / WordValueCode.ValuesTogether;
        if (isAssembled)
        {
            reader.Stage(ref value, ref rowStride, rows, scratch);
            ReadScales(value, rowStride, rows, scales);
        }
        else if (!isRead)
        {
            reader.ReadValues(value, rowStride, rows, ref ahead, words, scales, scratch);
            isRead = true;
        }

        short* weights = (short*)space.Reading;
        float* units = (float*)(weights + (blocks * SmallCounts.Most * AttentionTile.Size));
        float* scores = space.Scores + (first * AttentionTile.Size);
        float* sums = space.Sums + ((nint)first * space.ValueStride);
        for (; count > 0; count -= SmallCounts.Most)
        {
            int few = Math.Min(count, SmallCounts.Most);
            products.QuantizeWeights(scores, few, scales, blocks, weights, units);
            if (isAssembled)
            {
                WordValueArguments arguments = new()
                {
                    Values = value,
                    Stride = rowStride,
                    Steps = valueSteps,
                    Blocks = blocks,
                    Weights = weights,
                    Units = units,
                    Sums = sums,
                    SumStride = space.ValueStride * sizeof(float),
                    Ahead = ahead.Take(valueSteps * blocks, value),
                };
                code!.AddValues(&arguments, few);
            }
            else
            {
                products.AddValues(weights, units, few, words, blocks, rows, sums, space.ValueStride);
            }

            scores += SmallCounts.Most * AttentionTile.Size;
            sums += SmallCounts.Most * space.ValueStride;
        }
    }

    // Of rows of Q8_0.
    private void ReadScales(byte* value, nint rowStride, int rows, float* scales)
    {
        if (rows % WordKeyCode.KeysTogether != 0)
        {
            WordScales.Read(value, rowStride, rows, blocks, scales);
            WordScales.Complete(rows, blocks, scales);
            return;
        }

        WordScaleArguments arguments = new()
        {
            Rows = value,
            Stride = rowStride,
            Groups = rows / WordKeyCode.KeysTogether,
            Blocks = blocks,
            Scales = scales,
        };
        code!.ReadScales(&arguments);
        for (int block = 0; block < blocks && rows < AttentionTile.Size; block++)
        {
            new Span<float>(scales + (block * AttentionTile.Size) + rows, AttentionTile.Size - rows).Clear();
        }

        WordScales.Note(blocks, scales, arguments.AreSpecial != 0);
    }
}
