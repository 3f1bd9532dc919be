// A line that is being edited.
using System.Text;

namespace Caravan.Cli.Terminal;

/// <summary>Text and cursor. The cursor never stands within a surrogate pair.</summary>
internal sealed class EditedLine
{
    private readonly StringBuilder text = new();

    /// <summary>The text.</summary>
    internal string Text => text.ToString();

    /// <summary>Characters before the cursor.</summary>
    internal int Cursor { get; private set; }

    /// <summary>True when the last character is half of one: the other half follows.</summary>
    internal bool IsHalf => Cursor > 0 && char.IsHighSurrogate(text[Cursor - 1]);

    /// <summary>Puts another text in place; the cursor stands behind it.</summary>
    internal void Set(string other)
    {
        text.Clear().Append(other);
        Cursor = text.Length;
    }

    /// <summary>Inserts a character before the cursor.</summary>
    internal void Insert(char character)
    {
        text.Insert(Cursor, character);
        Cursor++;
    }

    /// <summary>Inserts a text before the cursor.</summary>
    internal void Insert(string more)
    {
        text.Insert(Cursor, more);
        Cursor += more.Length;
    }

    /// <summary>Removes the character before the cursor.</summary>
    internal void RemoveBefore() => RemoveTo(Before(Cursor));

    /// <summary>Removes the character behind the cursor.</summary>
    internal void RemoveBehind() => text.Remove(Cursor, Behind(Cursor) - Cursor);

    /// <summary>Removes the word before the cursor.</summary>
    internal void RemoveWord() => RemoveTo(WordBefore());

    /// <summary>Removes all before the cursor.</summary>
    internal void RemoveAllBefore() => RemoveTo(0);

    /// <summary>Removes all behind the cursor.</summary>
    internal void RemoveAllBehind() => text.Length = Cursor;

    /// <summary>Moves to the character before.</summary>
    internal void MoveLeft() => Cursor = Before(Cursor);

    /// <summary>Moves to the character behind.</summary>
    internal void MoveRight() => Cursor = Behind(Cursor);

    /// <summary>Moves to the beginning of the word before.</summary>
    internal void MoveWordLeft() => Cursor = WordBefore();

    /// <summary>Moves behind the word that follows.</summary>
    internal void MoveWordRight()
    {
        while (Cursor < text.Length && char.IsWhiteSpace(text[Cursor]))
        {
            Cursor++;
        }

        while (Cursor < text.Length && !char.IsWhiteSpace(text[Cursor]))
        {
            Cursor++;
        }
    }

    /// <summary>Moves to the beginning.</summary>
    internal void MoveToStart() => Cursor = 0;

    /// <summary>Moves to the end.</summary>
    internal void MoveToEnd() => Cursor = text.Length;

    private void RemoveTo(int start)
    {
        text.Remove(start, Cursor - start);
        Cursor = start;
    }

    private int Before(int place) =>
        place == 0 ? 0
        : place > 1 && char.IsSurrogatePair(text[place - 2], text[place - 1]) ? place - 2
        : place - 1;

    private int Behind(int place) =>
        place == text.Length ? place
        : place + 1 < text.Length && char.IsSurrogatePair(text[place], text[place + 1]) ? place + 2
        : place + 1;

    private int WordBefore()
    {
        int place = Cursor;
        while (place > 0 && char.IsWhiteSpace(text[place - 1]))
        {
            place--;
        }

        while (place > 0 && !char.IsWhiteSpace(text[place - 1]))
        {
            place--;
        }

        return place;
    }
}
