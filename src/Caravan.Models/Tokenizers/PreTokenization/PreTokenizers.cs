// The pre-tokenizers of byte-level BPE vocabularies.
using static Caravan.Models.Tokenizers.PreTokenization.CharacterRanges;
using static Caravan.Models.Tokenizers.PreTokenization.Patterns;
using static Caravan.Models.Tokenizers.Unicode.CodePointClass;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>One pre-tokenizer for each distinct rule of llama.cpp, named by the vocabulary that made it known.</summary>
internal static class PreTokenizers
{
    private static readonly MatchStep GptStep = new(
        LowerContraction,
        SpacedLetters,
        SpacedNumbers,
        SpacedMarks,
        SpacesThenText,
        Spaces
    );

    private static readonly MatchStep EachNumber = new(OneNumber);
    private static readonly MatchStep Qwen2Step = new([AnyContraction, PrefixedLetters, OneNumber, .. MarksAndSpaces]);

    private static readonly MatchStep Deepseek3Step = new(
        AsciiMarkedWord,
        UnmarkedWord,
        SpacedPunctuationAndSymbols,
        SpacesToLineBreak,
        SpacesThenText,
        Spaces
    );

    /// <summary>The rule of vocabularies that name none.</summary>
    public static readonly PreTokenizer Default = new(
        new MatchStep(new Run(new(Punctuation, "$+<=>^~|"))),
        GptStep,
        new MatchStep(Numbers),
        new MatchStep(ThreeDigits)
    );

    /// <summary>GPT-2: words with the space before them.</summary>
    public static readonly PreTokenizer Gpt2 = new(GptStep);

    /// <summary>GPT-2 after cutting off every digit.</summary>
    public static readonly PreTokenizer Starcoder = new(EachNumber, GptStep);

    /// <summary>Falcon.</summary>
    public static readonly PreTokenizer Falcon = new(
        new MatchStep(new Run(new(Punctuation, "$+<=>^~|`"))),
        GptStep,
        new MatchStep(ThreeDigits)
    );

    /// <summary>Llama 3: numbers of up to three digits.</summary>
    public static readonly PreTokenizer Llama3 = new(
        new MatchStep([AnyContraction, PrefixedLetters, ThreeNumbers, .. MarksAndSpaces])
    );

    /// <summary>Qwen 2: as Llama 3 with single digits.</summary>
    public static readonly PreTokenizer Qwen2 = new(Qwen2Step);

    /// <summary>Qwen 3.5: as Qwen 2 with combining marks inside words.</summary>
    public static readonly PreTokenizer Qwen35 = new(
        new MatchStep(
            AnyContraction,
            PrefixedLettersAndMarks,
            OneNumber,
            SpacedNeitherWordNorMark,
            SpacesToLineBreak,
            SpacesThenText,
            Spaces
        )
    );

    /// <summary>Laguna: lines first, then as Qwen 2.</summary>
    public static readonly PreTokenizer Laguna = new(new MatchStep(NoLineFeeds, LineFeeds), Qwen2Step);

    /// <summary>MiniCPM 5: three digits at a time, then as Llama 3.</summary>
    public static readonly PreTokenizer Minicpm5 = new(
        new MatchStep(ThreeNumbers),
        new MatchStep([AnyContraction, PrefixedLetters, Numbers, .. MarksAndSpaces])
    );

    /// <summary>Seed Coder: as Qwen 2, but punctuation does not take line ends along.</summary>
    public static readonly PreTokenizer SeedCoder = new(
        new MatchStep(
            AnyContraction,
            PrefixedLetters,
            OneNumber,
            SpacedMarks,
            SpacesToLineBreak,
            SpacesThenText,
            Spaces
        )
    );

    /// <summary>Jais 2: as Llama 3 with white space in powers of two.</summary>
    public static readonly PreTokenizer Jais2 = new(
        new MatchStep(
            AnyContraction,
            PrefixedLetters,
            ThreeNumbers,
            SpacedMarksToLineEnd,
            SpacesToLineBreak,
            SpacePowers
        )
    );

    /// <summary>EXAONE MoE: words keep the single spaces between them.</summary>
    public static readonly PreTokenizer ExaoneMoe = new(
        new MatchStep(
            AnyContraction,
            new SpacedWords(WordPrefix),
            OneNumber,
            SpacedMarksAndOneBreak,
            SpacesToLineBreak,
            SpacesThenText,
            Spaces
        )
    );

    /// <summary>DeepSeek LLM.</summary>
    public static readonly PreTokenizer DeepseekLlm = new(
        new MatchStep(OneLineBreak),
        new MatchStep(AfterOneSpace(new(None, CasedLetters))),
        new MatchStep(AfterOneSpace(new(None, WidePunctuation))),
        new MatchStep(SpacesLast),
        new MatchStep(Ranges(EastAsian)),
        new MatchStep(Numbers)
    );

    /// <summary>DeepSeek Coder.</summary>
    public static readonly PreTokenizer DeepseekCoder = new(
        new MatchStep(OneLineBreak),
        new MatchStep(AfterOneSpace(new(Letter))),
        new MatchStep(AfterOneSpace(new(Punctuation))),
        new MatchStep(Ranges(EastAsian)),
        EachNumber
    );

    /// <summary>DeepSeek V3.</summary>
    public static readonly PreTokenizer DeepseekV3 = new(
        new MatchStep(ThreeNumbers),
        new MatchStep(Ranges(IdeographsAndKana)),
        Deepseek3Step
    );

    /// <summary>AFMoE: numbers in groups of three from their end, then as DeepSeek V3.</summary>
    public static readonly PreTokenizer Afmoe = new(
        new DigitGroupStep(),
        new MatchStep(Ranges(UnspacedScripts)),
        Deepseek3Step
    );

    /// <summary>Youtu.</summary>
    public static readonly PreTokenizer Youtu = new(
        new MatchStep(Ranges(Hangul), Ranges(ChinesePunctuation), Ranges(Bopomofo), Ranges(IdeographsAndKana)),
        new MatchStep([CaselessWord, OneNumber, .. SlashedMarksAndSpaces])
    );

    /// <summary>Tiny Aya.</summary>
    public static readonly PreTokenizer TinyAya = new(
        new DigitGroupStep(),
        new MatchStep([CaselessWord, ThreeNumbers, .. SlashedMarksAndSpaces])
    );

    /// <summary>Mistral's Tekken: words split where capitals begin.</summary>
    public static readonly PreTokenizer Tekken = new(
        new MatchStep([new CasedWord(Letter, WordPrefix, suffix: null), OneNumber, .. SlashedMarksAndSpaces])
    );

    /// <summary>GPT-4o: as Tekken with contractions and numbers of up to three digits.</summary>
    public static readonly PreTokenizer Gpt4o = new(
        new MatchStep([new CasedWord(Letter, WordPrefix, AnyContraction), ThreeNumbers, .. SlashedMarksAndSpaces])
    );

    /// <summary>Granite embedding: as GPT-4o with combining marks inside words.</summary>
    public static readonly PreTokenizer GraniteEmbedding = new(
        new MatchStep([
            new CasedWord(Letter | Mark, WordPrefix, AnyContraction),
            ThreeNumbers,
            .. SlashedMarksAndSpaces,
        ])
    );

    /// <summary>Kimi K2: ideographs apart from other words.</summary>
    public static readonly PreTokenizer KimiK2 = new(
        new MatchStep([
            Ranges(Han),
            new Run(new(Letter, except: Han)) { Prefix = WordPrefix, Suffix = AnyContraction },
            ThreeNumbers,
            .. MarksAndSpaces,
        ])
    );

    /// <summary>Poro, Bloom and GPT-3 Finnish: parts of sentences.</summary>
    public static readonly PreTokenizer Poro = new(new MatchStep(SpacedSentencePart));

    /// <summary>Viking: as Poro, then single digits.</summary>
    public static readonly PreTokenizer Viking = new(new MatchStep(SpacedSentencePart), EachNumber);

    /// <summary>SuperBPE: only numbers are cut, in groups of three from their end.</summary>
    public static readonly PreTokenizer SuperBpe = new(new MatchStep(Numbers), new ThousandsStep());

    /// <summary>Chameleon: its image tokens first, then as GPT-2.</summary>
    public static readonly PreTokenizer Chameleon = new(
        new MatchStep(new Enclosed("<sentinel:", new(None, "0-9"), int.MaxValue, ">")),
        new MatchStep(new Enclosed("IMGIMG", new(None, "A-I"), 4, "Z")),
        new MatchStep(
            new Run(new(None, "\t\n")) { Maximum = 1 },
            new Run(new(None, " ")) { Minimum = 4, Maximum = 4 },
            new Run(new(None, " ")) { Minimum = 2, Maximum = 2 }
        ),
        EachNumber,
        new MatchStep(new Run(new(Punctuation, AsciiPunctuation)) { Maximum = 1 }),
        GptStep
    );
}
