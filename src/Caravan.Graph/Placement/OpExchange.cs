// Exchanges ops between two devices so that the least crosses.
namespace Caravan.Graph;

/// <summary>
/// The exact best division of the free ops of two devices, all other ops staying where they are: a minimum cut with one node
/// for each op that may move.
/// </summary>
/// <param name="pins">Device of ops that may not move, by id; -1 for others.</param>
/// <param name="devices">Device of every op by id; changed in place.</param>
/// <param name="values">Everything that may have to cross.</param>
/// <param name="together">Ids of ops that must be on the same device.</param>
/// <param name="home">The device that inputs come from.</param>
internal sealed class OpExchange(
    int[] pins,
    int[] devices,
    List<MovedValue> values,
    List<(int First, int Second)> together,
    int home
)
{
    private readonly int[] nodes = new int[devices.Length];

    /// <summary>Moves ops between two devices if that lowers the cost; false when nothing is to be gained.</summary>
    internal bool TryImprove(int first, int second)
    {
        MinimumCut cut = new();
        bool anyFree = false;
        for (int op = 0; op < devices.Length; op++)
        {
            bool isHere = devices[op] == first || devices[op] == second;
            bool isFree = isHere && pins[op] < 0;
            anyFree |= isFree;
            nodes[op] =
                isFree ? cut.AddNode()
                : devices[op] == first ? MinimumCut.Source
                : devices[op] == second ? MinimumCut.Sink
                : -1;
        }

        if (!anyFree)
        {
            return false;
        }

        foreach (MovedValue value in values)
        {
            AddValue(cut, value, first, second);
        }

        foreach ((int a, int b) in together)
        {
            if (nodes[a] >= 0 && nodes[b] >= 0)
            {
                cut.AddEdge(nodes[a], nodes[b], MinimumCut.Unlimited);
                cut.AddEdge(nodes[b], nodes[a], MinimumCut.Unlimited);
            }
        }

        long before = Cost();
        int[] old = [.. devices];
        bool[] isFirst = cut.SourceSide();
        for (int op = 0; op < devices.Length; op++)
        {
            if (nodes[op] > MinimumCut.Sink)
            {
                devices[op] = isFirst[nodes[op]] ? first : second;
            }
        }

        if (Cost() < before)
        {
            return true;
        }

        old.CopyTo(devices, 0);
        return false;
    }

    private long Cost()
    {
        long cost = 0;
        foreach (MovedValue value in values)
        {
            int from = Maker(value);
            IEnumerable<int> users = value.Users.Select(u => devices[u]);
            users = value.IsOutput ? users.Append(home) : users;
            cost += value.Cost * users.Where(d => d != from).Distinct().Count();
        }

        return cost;
    }

    private int Maker(MovedValue value) => value.Maker < 0 ? home : devices[value.Maker];

    // The cost is paid once for each of the two devices that has a user and not the maker.
    private void AddValue(MinimumCut cut, MovedValue value, int first, int second)
    {
        int atHome =
            home == first ? MinimumCut.Source
            : home == second ? MinimumCut.Sink
            : -1;
        int maker = value.Maker >= 0 ? nodes[value.Maker] : atHome;
        IEnumerable<int> users = value.Users.Select(u => nodes[u]);
        List<int> here = [.. (value.IsOutput ? users.Append(atHome) : users).Where(n => n >= 0)];
        if (here.Count == 0)
        {
            return;
        }

        // needsSecond falls to the sink's side with any user there, needsFirst to the source's side with any user here.
        int needsSecond = cut.AddNode();
        int needsFirst = cut.AddNode();
        cut.AddEdge(maker < 0 ? MinimumCut.Source : maker, needsSecond, value.Cost);
        cut.AddEdge(needsFirst, maker < 0 ? MinimumCut.Sink : maker, value.Cost);
        foreach (int user in here)
        {
            cut.AddEdge(needsSecond, user, MinimumCut.Unlimited);
            cut.AddEdge(user, needsFirst, MinimumCut.Unlimited);
        }
    }
}
