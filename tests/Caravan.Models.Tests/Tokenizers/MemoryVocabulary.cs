// Makes small vocabularies in memory, good and bad ones.
using System.Text;
using Caravan.Gguf;
using Caravan.Models.Tokenizers;

namespace Caravan.Models.Tests.Tokenizers;

/// <summary>Metadata of small vocabularies; entries can be replaced or, with null, left out.</summary>
internal static class MemoryVocabulary
{
    public const int Normal = 1;
    public const int Unknown = 2;
    public const int Control = 3;
    public const int UserDefined = 4;
    public const int Unused = 5;
    public const int Byte = 6;

    /// <summary>Number of the first token after those of single bytes in <see cref="Bpe"/>.</summary>
    public const int FirstExtra = 256;

    /// <summary>A byte-level vocabulary: token n is byte n, then the extra tokens.</summary>
    public static GgufMetadata Bpe(
        string? preTokenizer,
        (string Text, int Type)[] extra,
        string[] merges,
        params (string Key, GgufValue? Value)[] changes
    )
    {
        string[] letters = ByteLetters();
        return Metadata([
            (TokenizerKeys.Model, GgufValue.Of("gpt2")),
            (TokenizerKeys.PreTokenizer, preTokenizer is null ? null : GgufValue.Of(preTokenizer)),
            (TokenizerKeys.Tokens, Strings([.. letters, .. extra.Select(token => token.Text)])),
            (
                TokenizerKeys.TokenTypes,
                Integers([.. letters.Select(_ => Normal), .. extra.Select(token => token.Type)])
            ),
            (TokenizerKeys.Merges, Strings(merges)),
            .. changes,
        ]);
    }

    /// <summary>An SPM vocabulary: unknown, begin, end, the 256 bytes, then the extra tokens with their scores.</summary>
    public static GgufMetadata Spm((string Text, float Score)[] extra, params (string Key, GgufValue? Value)[] changes)
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")];
        return Metadata([
            (TokenizerKeys.Model, GgufValue.Of("llama")),
            (TokenizerKeys.Tokens, Strings(["<unk>", "<s>", "</s>", .. bytes, .. extra.Select(token => token.Text)])),
            (TokenizerKeys.Scores, Floats([0, 0, 0, .. bytes.Select(_ => 0f), .. extra.Select(token => token.Score)])),
            (
                TokenizerKeys.TokenTypes,
                Integers([Unknown, Control, Control, .. bytes.Select(_ => Byte), .. extra.Select(_ => Normal)])
            ),
            .. changes,
        ]);
    }

    /// <summary>The tokenizer of such metadata.</summary>
    public static Tokenizer Open(GgufMetadata metadata) => new(VocabularyReader.Read(metadata));

    /// <summary>The text of a token that stands for these bytes in a byte-level vocabulary.</summary>
    public static string Letters(ReadOnlySpan<byte> bytes)
    {
        string[] letters = ByteLetters();
        StringBuilder text = new();
        foreach (byte value in bytes)
        {
            text.Append(letters[value]);
        }

        return text.ToString();
    }

    public static GgufValue Strings(string[] values) => GgufValue.Of(GgufArray.Of(values));

    public static GgufValue Integers(int[] values) => GgufValue.Of(GgufArray.Of(values));

    public static GgufValue Floats(float[] values) => GgufValue.Of(GgufArray.Of(values));

    private static GgufMetadata Metadata((string Key, GgufValue? Value)[] entries)
    {
        Dictionary<string, GgufValue?> last = [];
        foreach ((string key, GgufValue? value) in entries)
        {
            last[key] = value;
        }

        return new GgufMetadata(
            "memory.gguf",
            last.Where(entry => entry.Value is not null).Select(entry => new GgufEntry(entry.Key, entry.Value!))
        );
    }

    /// <summary>bytes_to_unicode of OpenAI's GPT-2 encoder: the bytes it keeps, the others from U+0100 on.</summary>
    private static string[] ByteLetters()
    {
        int[] kept =
        [
            .. Enumerable.Range('!', '~' - '!' + 1),
            .. Enumerable.Range('¡', 12),
            .. Enumerable.Range('®', 82),
        ];
        int next = 0x100;
        return
        [
            .. Enumerable.Range(0, 256).Select(value => char.ToString((char)(kept.Contains(value) ? value : next++))),
        ];
    }
}
