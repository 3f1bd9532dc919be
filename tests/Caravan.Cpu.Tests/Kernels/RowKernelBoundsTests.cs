// Row kernels at every length beside inaccessible pages.
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests;

public unsafe class RowKernelBoundsTests
{
    private const int LongestRow = 70;

    [Fact]
    public void Maps_touch_their_rows_alone() =>
        WithRows(
            (x, y, result, count) =>
            {
                ElementwiseKernels.Map<MapFunctions.Silu>(x, result, count, 0, 0);
                ElementwiseKernels.Combine<CombineFunctions.SwiGlu>(x, y, result, count);
                ElementwiseKernels.CombineScalar<CombineFunctions.Mul>(x, 2, result, count);
                ElementwiseKernels.ScaleAndMultiply(x, y, result, count, 0, 1);
            }
        );

    [Fact]
    public void Reductions_touch_their_rows_alone() =>
        WithRows(
            (x, y, result, count) =>
            {
                float sum = Reductions.Sum<MapFunctions.Identity>(x, count, 0);
                float largest = Reductions.Maximum(x, count);
                Reductions.ExpAndSum(y, count, 0);
                double expected = 0;
                float expectedLargest = float.NegativeInfinity;
                for (int i = 0; i < count; i++)
                {
                    expected += x[i];
                    expectedLargest = Math.Max(expectedLargest, x[i]);
                }

                Assert.Equal(expected, sum, 1e-4);
                Assert.Equal(expectedLargest, largest);
            }
        );

    [Fact]
    public void Half_conversions_touch_their_rows_alone()
    {
        for (int count = 0; count <= LongestRow; count++)
        {
            float[] values = TestData.Floats(count, count);
            foreach (bool atEnd in new[] { false, true })
            {
                using GuardedBuffer singles = Buffer(atEnd, count * sizeof(float));
                using GuardedBuffer halves = Buffer(atEnd, count * sizeof(ushort));
                values.CopyTo(singles.Values<float>());
                HalfRows.FromSingle((float*)singles.Pointer, (ushort*)halves.Pointer, count);
                HalfRows.ToSingle((ushort*)halves.Pointer, (float*)singles.Pointer, count);
                Assert.Equal(Array.ConvertAll(values, v => (float)(Half)v), singles.Values<float>().ToArray());
                BFloat16Rows.FromSingle((float*)singles.Pointer, (ushort*)halves.Pointer, count);
                BFloat16Rows.ToSingle((ushort*)halves.Pointer, (float*)singles.Pointer, count);
            }
        }
    }

    private delegate void RowAction(float* x, float* y, float* result, int count);

    private static void WithRows(RowAction action)
    {
        for (int count = 0; count <= LongestRow; count++)
        {
            foreach (bool atEnd in new[] { false, true })
            {
                using GuardedBuffer x = Buffer(atEnd, count * sizeof(float));
                using GuardedBuffer y = Buffer(atEnd, count * sizeof(float));
                using GuardedBuffer result = Buffer(atEnd, count * sizeof(float));
                TestData.Floats(count, count).CopyTo(x.Values<float>());
                TestData.Floats(count, count + 1).CopyTo(y.Values<float>());
                action((float*)x.Pointer, (float*)y.Pointer, (float*)result.Pointer, count);
            }
        }
    }

    private static GuardedBuffer Buffer(bool endsAtGuard, long bytes) =>
        endsAtGuard ? GuardedBuffer.EndingAtGuard(bytes) : GuardedBuffer.StartingAfterGuard(bytes);
}
