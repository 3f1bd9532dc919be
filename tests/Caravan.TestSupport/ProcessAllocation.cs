// What a step allocates on whichever thread, told apart from what the test runner's own threads allocate meanwhile.
namespace Caravan.TestSupport;

/// <summary>Counts the managed memory that a repeated step takes, over all threads of the process.</summary>
public static class ProcessAllocation
{
    private const int Stretches = 4;

    /// <summary>
    /// The bytes allocated in the cheapest of up to four stretches of <paramref name="steps"/> steps. The runtime's count is
    /// the whole process's, and the runner's threads take a few bytes now and then (24 were seen once in hundreds of runs):
    /// what a step allocates is in every stretch, what they do is not.
    /// </summary>
    public static long OfCheapestStretch(int steps, Action step)
    {
        long least = long.MaxValue;
        for (int stretch = 0; stretch < Stretches && least != 0; stretch++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < steps; i++)
            {
                step();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
