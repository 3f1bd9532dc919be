// One attention problem in managed arrays, with its exact answer in double precision.
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

/// <summary>Random queries, keys, values and a causal mask; runs the kernel and a plain reference.</summary>
internal sealed unsafe class AttentionCase
{
    internal required int KeyLength { get; init; }
    internal required int ValueLength { get; init; }
    internal required int Heads { get; init; }
    internal required int KeyValueHeads { get; init; }
    internal required int Tokens { get; init; }
    internal required int CacheLength { get; init; }
    internal int FirstPosition { get; init; }
    internal float MaxBias { get; init; }
    internal float SoftCap { get; init; }
    internal int Seed { get; init; } = 1;
    internal TensorType Type { get; init; } = TensorType.F16;
    internal InstructionLevel Level { get; init; } = CpuFeatures.Level;
    internal int Threads { get; init; } = 2;

    /// <summary>What the first element of the first query is instead; null for nothing else.</summary>
    internal float? FirstQuery { get; init; }

    internal float Scale => 1 / MathF.Sqrt(KeyLength);

    /// <summary>Values that F16 holds exactly, so that the type of the cache is no source of error.</summary>
    internal Half[] Random(int count, int salt)
    {
        Random random = new(Seed * 1000 + salt);
        return [.. Enumerable.Range(0, count).Select(_ => (Half)((random.NextSingle() * 4) - 2))];
    }

    /// <summary>Keys in the cache's type.</summary>
    internal byte[] Keys => Encode(Random(KeyLength * CacheLength * KeyValueHeads, 1), KeyLength);

    /// <summary>Values in the cache's type.</summary>
    internal byte[] Values => Encode(Random(ValueLength * CacheLength * KeyValueHeads, 2), ValueLength);

    // Drawn for the whole sequence, so that a later micro-batch sees the same queries.
    internal float[] Queries =>
        [
            .. Random(KeyLength * Heads * (Math.Max(FirstPosition, 0) + Tokens), 3)
                .Skip(KeyLength * Heads * Math.Max(FirstPosition, 0))
                .Select((h, i) => i == 0 && FirstQuery is { } first ? first : (float)h),
        ];

    internal bool IsVisible(int token, int position) => position <= FirstPosition + token;

    internal float[] Run()
    {
        AttentionKernel kernel = new(Type, KeyLength, Type, ValueLength, Level);
        Half[] mask = new Half[CacheLength * Tokens];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = IsVisible(i / CacheLength, i % CacheLength)
                ? (Half)(MaxBias > 0 ? (i % CacheLength) - (FirstPosition + (i / CacheLength)) : 0)
                : Half.NegativeInfinity;
        }

        float[] output = new float[ValueLength * Heads * Tokens];
        byte[] scratch = new byte[kernel.ScratchBytes];
        byte[] partials = new byte[kernel.PartialBytes(Tokens, Heads, KeyValueHeads, CacheLength, Threads, out _)];
        fixed (
            float* q = Queries,
                o = output
        )
        fixed (Half* m = mask)
        fixed (
            byte* k = Keys,
                v = Values,
                s = scratch,
                p = partials
        )
        {
            AttentionArguments arguments = new()
            {
                Query = (byte*)q,
                QueryTokenStride = KeyLength * Heads * 4,
                QueryHeadStride = KeyLength * 4,
                Key = k,
                KeyRowStride = RowBytes(KeyLength) * KeyValueHeads,
                KeyHeadStride = RowBytes(KeyLength),
                Value = v,
                ValueRowStride = RowBytes(ValueLength) * KeyValueHeads,
                ValueHeadStride = RowBytes(ValueLength),
                Mask = (byte*)m,
                MaskTokenStride = CacheLength * 2,
                Output = (byte*)o,
                OutputHeadStride = ValueLength * 4,
                OutputTokenStride = ValueLength * Heads * 4,
                Partials = (float*)p,
                Tokens = Tokens,
                Heads = Heads,
                KeyValueHeads = KeyValueHeads,
                GroupsPerKey = 1,
                GroupsPerValue = 1,
                MaskHeads = 1,
                CacheLength = CacheLength,
                Scale = Scale,
                MaxBias = MaxBias,
                SoftCap = SoftCap,
            };
            AttentionSplit split = kernel.Split(arguments, Threads);
            // Backwards: no task may depend on another.
            for (int task = split.Tasks - 1; task >= 0; task--)
            {
                kernel.Run(task, split, arguments, s);
            }

            for (int row = Tokens * Heads - 1; split.NeedsJoin && row >= 0; row--)
            {
                kernel.Join(row, arguments);
            }
        }

        return output;
    }

    internal double[] Reference()
    {
        float[] keys = Decode(Keys, KeyLength);
        float[] values = Decode(Values, ValueLength);
        float[] queries = Queries;
        double[] output = new double[ValueLength * Heads * Tokens];
        for (int token = 0; token < Tokens; token++)
        {
            for (int head = 0; head < Heads; head++)
            {
                int shared = head / (Heads / KeyValueHeads);
                double[] weights = new double[CacheLength];
                for (int p = 0; p < CacheLength; p++)
                {
                    double dot = 0;
                    for (int i = 0; i < KeyLength; i++)
                    {
                        dot +=
                            queries[(((token * Heads) + head) * KeyLength) + i]
                            * (double)keys[(((p * KeyValueHeads) + shared) * KeyLength) + i];
                    }

                    dot *= Scale;
                    if (SoftCap > 0)
                    {
                        dot = SoftCap * Math.Tanh(dot / SoftCap);
                    }

                    // Slopes for a power-of-two head count: 2^(-maxBias * (head + 1) / heads).
                    double slope = MaxBias > 0 ? Math.Pow(2, -MaxBias * (head + 1) / Heads) : 0;
                    weights[p] = IsVisible(token, p)
                        ? dot + (slope * (p - (FirstPosition + token)))
                        : double.NegativeInfinity;
                }

                double maximum = weights.Max();
                double total = 0;
                for (int p = 0; p < CacheLength; p++)
                {
                    weights[p] = Math.Exp(weights[p] - maximum);
                    total += weights[p];
                }

                for (int i = 0; i < ValueLength; i++)
                {
                    double sum = 0;
                    for (int p = 0; p < CacheLength; p++)
                    {
                        sum += weights[p] * (double)values[(((p * KeyValueHeads) + shared) * ValueLength) + i];
                    }

                    output[(((token * Heads) + head) * ValueLength) + i] = sum / total;
                }
            }
        }

        return output;
    }

    private int RowBytes(int length) => (int)TensorTypes.Get(Type).RowBytes(length);

    private byte[] Encode(Half[] elements, int length)
    {
        byte[] bytes = new byte[elements.Length / length * RowBytes(length)];
        Quantizer.QuantizeRows(Type, Array.ConvertAll(elements, h => (float)h), length, bytes);
        return bytes;
    }

    private float[] Decode(byte[] bytes, int length)
    {
        float[] elements = new float[bytes.Length / RowBytes(length) * length];
        Dequantizer.DequantizeRows(Type, bytes, length, elements);
        return elements;
    }
}
