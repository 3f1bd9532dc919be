// The explicit ranges of characters in pre-tokenizers' regular expressions.
namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>Ranges as the vocabularies' own tokenizer.json files give them and llama.cpp takes them over.</summary>
internal static class CharacterRanges
{
    /// <summary>ASCII punctuation and symbols.</summary>
    public const string AsciiPunctuation = "!-/:-@[-`{-~";

    /// <summary>Letters of deepseek-llm: scripts with upper and lower case.</summary>
    public const string CasedLetters =
        "A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293\u0295-\u02AF\u0370-\u0373"
        + "\u0376\u0377\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F"
        + "\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77"
        + "\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D"
        + "\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC\u1FD0-\u1FD3\u1FD6-\u1FDB"
        + "\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128"
        + "\u212A-\u212D\u212F-\u2134\u2139\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4"
        + "\u2CEB-\u2CEE\u2CF2\u2CF3\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF"
        + "\uFB00-\uFB06\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A\U00010400-\U0001044F\U000104B0-\U000104D3"
        + "\U000104D8-\U000104FB\U00010C80-\U00010CB2\U00010CC0-\U00010CF2\U000118A0-\U000118DF\U0001E900-\U0001E943";

    /// <summary>Punctuation of deepseek-llm.</summary>
    public const string WidePunctuation = "!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002";

    /// <summary>What deepseek-llm and deepseek-coder take for East Asian text; the middle range starts at U+0800.</summary>
    public const string EastAsian = "\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF";

    /// <summary>Ideographs and kana.</summary>
    public const string IdeographsAndKana = "\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF";

    /// <summary>Hangul syllables and compatibility jamo.</summary>
    public const string Hangul = "\uAC00-\uD7A3\u3131-\u318E";

    /// <summary>Full-width and Chinese punctuation of youtu.</summary>
    public const string ChinesePunctuation =
        "\uFF01\u2026\u201C\u201D\u2018\u2019\u2014\uFF1A\uFF1B\uFF0C\u3001-\u303F\uFE30-\uFE4F";

    /// <summary>Bopomofo.</summary>
    public const string Bopomofo = "\u3105-\u312F";

    /// <summary>The scripts without spaces between words that afmoe keeps apart.</summary>
    public const string UnspacedScripts =
        "\u4E00-\u9FFF\u3400-\u4DBF\u8C48-\uFAFF\u3040-\u309F\u30A0-\u30FF\uFF65-\uFF9F\u2F00-\u2FDF\u0E40-\u0E7F"
        + "\u0E80-\u0EFF\u1780-\u17FF\u1000-\u109F\uAA60-\uAA7F\uA9E0-\uA9FF\uAC00-\uD7AF\u1100-\u11FF";

    /// <summary>Ideographs of kimi-k2: the unified blocks to extension F and the compatibility blocks.</summary>
    public const string Han =
        "\u4E00-\u9FFF\u3400-\u4DBF\U00020000-\U0002A6DF\U0002A700-\U0002B73F\U0002B740-\U0002B81F"
        + "\U0002B820-\U0002CEAF\U0002CEB0-\U0002EBEF\uF900-\uFAFF\U0002F800-\U0002FA1F";

    /// <summary>What ends a word for poro, bloom, viking and gpt3-finnish, beside white space.</summary>
    public const string SentenceMarks = "(|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)";
}
