// The list of all hostile cases of a dialect.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Cases by dialect and name, for theories.</summary>
internal static class HostileCases
{
    /// <summary>Dialect, number and name of every case.</summary>
    public static TheoryData<char, int, string> All
    {
        get
        {
            TheoryData<char, int, string> data = [];
            foreach (GgmlLayout layout in (GgmlLayout[])[GgmlLayout.K, GgmlLayout.B])
            {
                foreach (HostileCase hostile in Of(layout))
                {
                    data.Add(layout.Dialect, hostile.Number, hostile.Name);
                }
            }

            return data;
        }
    }

    internal static IEnumerable<HostileCase> Of(GgmlLayout layout) =>
        [
            .. DescriptorCases.All(layout),
            .. GraphCases.All(layout),
            .. StructureCases.All(layout),
            .. OpCases.All(layout),
            .. IndexCases.All(layout),
            .. FrameCases.All(layout),
        ];

    internal static HostileCase Find(GgmlLayout layout, string name) => Of(layout).Single(c => c.Name == name);
}
