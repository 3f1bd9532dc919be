// A growing list of byte strings in one block of memory.
namespace Caravan.Models.Tokenizers;

/// <summary>Byte strings numbered from 0; a vocabulary of 150,000 of them is two arrays.</summary>
internal sealed class PackedBytes
{
    private readonly List<int> ends = [];
    private byte[] bytes = [];
    private int used;

    /// <summary>Number of strings.</summary>
    public int Count => ends.Count;

    /// <summary>String number <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : ends[index - 1];
            return bytes.AsSpan(start, ends[index] - start);
        }
    }

    /// <summary>Appends a string and returns its number.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        int end = checked(used + text.Length);
        if (end > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Math.Max(end, bytes.Length * 2L), Array.MaxLength));
        }

        text.CopyTo(bytes.AsSpan(used));
        used = end;
        ends.Add(end);
        return ends.Count - 1;
    }
}
