// A string as Python sees it: by code points.
namespace Caravan.Models.Chat.Jinja;

/// <summary>Counts and cuts a string by code points; only strings with surrogates need an index.</summary>
internal readonly struct CodePoints
{
    private readonly string text;
    private readonly List<int>? starts;

    /// <summary>Indexes <paramref name="text"/>.</summary>
    public CodePoints(RenderState state, string text)
    {
        this.text = text;
        state.Read(text.Length);
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            state.MakeItems(text.Length / 8);
            starts = [];
            for (int i = 0; i < text.Length; i++)
            {
                starts.Add(i);
                i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 1 : 0;
            }
        }
    }

    /// <summary>Code points.</summary>
    public int Count => starts?.Count ?? text.Length;

    /// <summary>A piece, both numbers in code points within the text.</summary>
    public string Slice(long start, long count)
    {
        int from = Offset(start);
        return text[from..Offset(start + count)];
    }

    private int Offset(long index) =>
        starts is null ? (int)index
        : index < starts.Count ? starts[(int)index]
        : text.Length;
}
