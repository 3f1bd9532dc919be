// The products that assembled kernels are tried out with.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly;

/// <summary>Multiplies weights and activations that are always the same, so that two kernels can be compared to the last bit.</summary>
internal static unsafe class TrialProduct
{
    /// <summary>Elements of a row.</summary>
    internal const int K = 512;

    /// <summary>The products of <paramref name="rows"/> weight rows with each of <paramref name="columns"/> activation rows, column after column.</summary>
    internal static float[] Of(MatMulKernel kernel, TensorType type, int rows, int columns)
    {
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(K);
        byte[] weights = new byte[rows * rowBytes];
        Random random = new(1);
        random.NextBytes(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            // Random bytes make half floats that are no numbers; without their top exponent bit none is.
            weights[i] &= 0xBF;
        }

        float[] source = [.. Enumerable.Range(0, K * columns).Select(_ => random.NextSingle() - 0.5f)];
        byte[] scratch = new byte[kernel.ScratchBytes];
        byte[] activations = new byte[(kernel.ActivationRowBytes * columns) + 64];
        float[] products = new float[rows * columns];
        byte** prepared = stackalloc byte*[columns];
        float** destinations = stackalloc float*[columns];
        fixed (
            byte* w = weights,
                s = scratch,
                a = activations
        )
        fixed (
            float* x = source,
                y = products
        )
        {
            byte* aligned = (byte*)(((nint)a + 63) & ~63);
            for (int column = 0; column < columns; column++)
            {
                prepared[column] = aligned + (column * kernel.ActivationRowBytes);
                destinations[column] = y + (column * rows);
                kernel.PrepareRow(x + (column * K), prepared[column]);
            }

            kernel.Multiply(new KernelRows(w, rowBytes, rows), prepared, destinations, columns, s);
        }

        return products;
    }
}
