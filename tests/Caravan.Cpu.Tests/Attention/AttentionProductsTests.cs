// The arithmetic of a segment against plain loops, beside inaccessible pages.
using Caravan.Cpu.Tests.MatMul;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests;

public unsafe class AttentionProductsTests
{
    private const int Size = AttentionTile.Size;

    [Theory]
    [InlineData(1, 32)]
    [InlineData(5, 64)]
    [InlineData(64, 32)]
    [InlineData(64, 64)]
    public void Products_are_chains_in_order_for_any_number_of_rows(int depth, int columns)
    {
        float[] tile = TestData.Floats(depth * Size, 1);
        foreach (InstructionLevel level in Levels.Available)
        {
            AttentionProducts products = AttentionProducts.Create(level);
            for (int rows = 1; rows <= 9; rows++)
            {
                float[] factors = TestData.Floats(rows * depth, 2);
                float[] expected = TestData.Floats(rows * columns, 3);
                using GuardedBuffer t = GuardedBuffer.EndingAtGuard<float>(
                    tile.AsSpan(0, (depth - 1) * Size + columns)
                );
                using GuardedBuffer f = GuardedBuffer.EndingAtGuard<float>(factors);
                using GuardedBuffer r = GuardedBuffer.EndingAtGuard<float>(expected);
                foreach (bool accumulate in (bool[])[true, false])
                {
                    products.Multiply(
                        (float*)f.Pointer,
                        depth,
                        rows,
                        (float*)t.Pointer,
                        depth,
                        columns,
                        (float*)r.Pointer,
                        columns,
                        accumulate
                    );
                    for (int i = 0; i < expected.Length; i++)
                    {
                        float sum = accumulate ? expected[i] : 0;
                        for (int j = 0; j < depth; j++)
                        {
                            sum = MathF.FusedMultiplyAdd(
                                tile[j * Size + i % columns],
                                factors[i / columns * depth + j],
                                sum
                            );
                        }

                        // Without the instruction a product is rounded before it is added.
                        Assert.Equal(
                            sum,
                            r.Values<float>()[i],
                            CpuFeatures.Level == InstructionLevel.Portable ? 1e-5f : 0f
                        );
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(63)]
    [InlineData(64)]
    public void Hidden_positions_and_those_there_are_not_weigh_nothing(int length)
    {
        foreach (InstructionLevel level in Levels.Available)
        {
            AttentionProducts products = AttentionProducts.Create(level);
            float[] scores = TestData.Floats(Size, 4);
            scores[0] = 3;
            // What stands where there is no key, or a hidden one, may be anything.
            scores.AsSpan(length).Fill(float.NaN);
            Half[] mask = new Half[length];
            for (int i = 1; i < length; i += 3)
            {
                mask[i] = Half.NegativeInfinity;
                scores[i] = float.NaN;
            }

            using GuardedBuffer s = GuardedBuffer.EndingAtGuard<float>(scores);
            using GuardedBuffer m = GuardedBuffer.EndingAtGuard<Half>(mask);
            float maximum = products.Mask((float*)s.Pointer, length, (ushort*)m.Pointer, 0.5f, 2, 0);
            float total = products.Exponentials((float*)s.Pointer, maximum);
            double expected = 0;
            for (int i = 0; i < Size; i++)
            {
                double weight = i < length && mask[i] == Half.Zero ? Math.Exp(2.0 * scores[i] - maximum) : 0;
                Assert.Equal(weight, s.Values<float>()[i], 1e-6);
                expected += weight;
            }

            Assert.Equal(expected, total, 1e-5);
            Assert.Equal(6, maximum);
        }
    }
}
