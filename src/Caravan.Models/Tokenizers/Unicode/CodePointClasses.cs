// Looks up the class of a code point in a table of our own.
namespace Caravan.Models.Tokenizers.Unicode;

/// <summary>
/// Classes of code points by Unicode 15.1, the version that llama.cpp splits text with. The runtime's own tables move
/// with its version, and a prompt must not change its tokens because the runtime was updated.
/// </summary>
internal static class CodePointClasses
{
    /// <summary>One more than the largest code point.</summary>
    public const int Count = 0x110000;

    private static readonly CodePointClass[] Table = Expand(CodePointClassRuns.Text);

    /// <summary>The class of <paramref name="codePoint"/>, which is a Unicode scalar value.</summary>
    public static CodePointClass Of(int codePoint) => Table[codePoint];

    private static CodePointClass[] Expand(string runs)
    {
        CodePointClass[] table = new CodePointClass[Count];
        int start = 0;
        for (int at = 0; at < runs.Length; )
        {
            CodePointClass kind = FromLetter(runs[at++]);
            int length = 0;
            while (at < runs.Length && char.IsAsciiDigit(runs[at]))
            {
                length = (length * 10) + runs[at++] - '0';
            }

            length = Math.Max(length, 1);
            table.AsSpan(start, length).Fill(kind);
            start += length;
        }

        return table;
    }

    private static CodePointClass FromLetter(char letter) =>
        letter switch
        {
            'L' => CodePointClass.Letter,
            'N' => CodePointClass.Number,
            'M' => CodePointClass.Mark,
            'P' => CodePointClass.Punctuation,
            'S' => CodePointClass.Symbol,
            'W' => CodePointClass.WhiteSpace,
            _ => CodePointClass.Other,
        };
}
