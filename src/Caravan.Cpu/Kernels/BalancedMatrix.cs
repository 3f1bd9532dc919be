// Matrices whose rows and columns sum to one.
namespace Caravan.Cpu;

/// <summary>
/// Sinkhorn's balancing: a softmax along each row of a small matrix, plus epsilon; then columns and rows are divided by their sums
/// (plus epsilon) in turns, columns first and last.
/// </summary>
internal static unsafe class BalancedMatrix
{
    /// <summary>The largest side of a matrix.</summary>
    internal const int MostSide = 8;

    /// <summary>The most turns; rows and columns settle within some twenty.</summary>
    internal const int MostTurns = 1024;

    /// <summary>Balances the <paramref name="side"/> times side floats of <paramref name="matrix"/> in place.</summary>
    internal static void Balance(float* matrix, int side, int turns, float epsilon)
    {
        for (int row = 0; row < side; row++)
        {
            float* x = matrix + row * side;
            float sum = Reductions.ExpAndSum(x, side, Reductions.Maximum(x, side));
            for (int i = 0; i < side; i++)
            {
                x[i] = x[i] / sum + epsilon;
            }
        }

        Normalize(matrix, side, 1, side, epsilon);
        for (int turn = 1; turn < turns; turn++)
        {
            Normalize(matrix, side, side, 1, epsilon);
            Normalize(matrix, side, 1, side, epsilon);
        }
    }

    // Lines of the matrix are lineStride floats apart, their elements elementStride.
    private static void Normalize(float* matrix, int side, int lineStride, int elementStride, float epsilon)
    {
        for (int line = 0; line < side; line++)
        {
            float* first = matrix + line * lineStride;
            float sum = epsilon;
            for (int i = 0; i < side; i++)
            {
                sum += first[i * elementStride];
            }

            for (int i = 0; i < side; i++)
            {
                first[i * elementStride] /= sum;
            }
        }
    }
}
