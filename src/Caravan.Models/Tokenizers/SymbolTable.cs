// Numbers byte strings and finds them again.
using System.Numerics;

namespace Caravan.Models.Tokenizers;

/// <summary>
/// A hash table from byte strings to numbers. Hashes are seeded by the process, so that no file can be made whose tokens
/// all collide.
/// </summary>
internal sealed class SymbolTable
{
    private const int Empty = -1;
    private readonly PackedBytes texts = new();
    private int[] slots;
    private int indexed;

    /// <summary>A table with room for <paramref name="capacity"/> strings before it grows.</summary>
    public SymbolTable(int capacity) => slots = NewSlots(capacity);

    /// <summary>Number of strings, those that cannot be found included.</summary>
    public int Count => texts.Count;

    /// <summary>Length in bytes of the longest string that can be found.</summary>
    public int LongestText { get; private set; }

    /// <summary>The string with number <paramref name="symbol"/>.</summary>
    public ReadOnlySpan<byte> this[int symbol] => texts[symbol];

    /// <summary>Appends a string; if it was there before, the new number replaces the old one in look-ups.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        int symbol = texts.Add(text);
        LongestText = Math.Max(LongestText, text.Length);
        int slot = Slot(text);
        indexed += slots[slot] == Empty ? 1 : 0;
        slots[slot] = symbol;
        if (indexed > slots.Length / 2)
        {
            Grow();
        }

        return symbol;
    }

    /// <summary>Appends a number that no look-up finds.</summary>
    public int AddHidden() => texts.Add([]);

    /// <summary>The number of <paramref name="text"/>; new if it was not there.</summary>
    public int Intern(ReadOnlySpan<byte> text) => TryFind(text, out int symbol) ? symbol : Add(text);

    /// <summary>The number of <paramref name="text"/>.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out int symbol)
    {
        symbol = text.Length > LongestText ? Empty : slots[Slot(text)];
        return symbol != Empty;
    }

    private static int[] NewSlots(int capacity)
    {
        int[] slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8) * 2)];
        Array.Fill(slots, Empty);
        return slots;
    }

    private int Slot(ReadOnlySpan<byte> text)
    {
        HashCode hash = new();
        hash.AddBytes(text);
        int slot = hash.ToHashCode() & (slots.Length - 1);
        while (slots[slot] != Empty && !texts[slots[slot]].SequenceEqual(text))
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        int[] old = slots;
        slots = NewSlots(old.Length);
        foreach (int symbol in old)
        {
            if (symbol != Empty)
            {
                slots[Slot(texts[symbol])] = symbol;
            }
        }
    }
}
