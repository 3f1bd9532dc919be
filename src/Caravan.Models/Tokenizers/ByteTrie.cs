// Finds which of many byte strings begin at a position.
namespace Caravan.Models.Tokenizers;

/// <summary>A prefix tree over byte strings, each with a number.</summary>
internal sealed class ByteTrie
{
    /// <summary>The node that no byte has led to yet.</summary>
    public const int Root = 0;

    private const int None = -1;
    private readonly Dictionary<(int Node, byte Value), int> children = [];
    private readonly List<int> values = [None];

    /// <summary>Adds a string; of equal strings the first keeps its number.</summary>
    public void Add(ReadOnlySpan<byte> text, int value)
    {
        int node = Root;
        foreach (byte next in text)
        {
            if (!children.TryGetValue((node, next), out int child))
            {
                child = values.Count;
                values.Add(None);
                children.Add((node, next), child);
            }

            node = child;
        }

        values[node] = values[node] == None ? value : values[node];
    }

    /// <summary>Goes one byte down; false when no string continues so.</summary>
    public bool TryStep(ref int node, byte value)
    {
        bool found = children.TryGetValue((node, value), out int child);
        node = found ? child : node;
        return found;
    }

    /// <summary>The number of the string that ends at <paramref name="node"/>; false when none does.</summary>
    public bool TryGetValue(int node, out int value)
    {
        value = values[node];
        return value != None;
    }
}
