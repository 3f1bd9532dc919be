// Reads a vocabulary from a GGUF file's metadata and checks it.
using Caravan.Gguf;
using Caravan.Models.Tokenizers.PreTokenization;

namespace Caravan.Models.Tokenizers;

/// <summary>Makes a <see cref="Vocabulary"/> of metadata, trusting none of it.</summary>
public static class VocabularyReader
{
    private const string SupportedModels = "'llama' (SPM) and 'gpt2' (byte-level BPE)";

    /// <summary>Reads the vocabulary that <paramref name="metadata"/> describes.</summary>
    /// <exception cref="VocabularyException">It is inconsistent or of an unsupported kind.</exception>
    /// <exception cref="GgufException">A key is missing or of the wrong type.</exception>
    public static Vocabulary Read(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        List<string> warnings = [];
        TokenizerModel model = ReadModel(metadata);
        bool isSpm = model == TokenizerModel.Spm;
        PreTokenizerProfile profile = isSpm ? PreTokenizerTable.Default : ReadPreTokenizer(metadata, warnings);
        GgufArray texts = ReadTexts(metadata);
        float[] scores = ReadScores(metadata, texts.Count);
        TokenAttributes[] attributes = ReadAttributes(metadata, texts.Count);
        SpecialTokens special = SpecialTokenReader.Read(metadata, model, profile, texts.Count, warnings);
        SpecialTokenFinder finder = new(texts, attributes, special, warnings);
        HashSet<int> endOfGeneration = finder.Find();
        finder.SetStripping(
            metadata.GetString(GgufKeys.Name, ""),
            metadata.GetString(TokenizerKeys.PreTokenizer, ""),
            metadata.GetString(GgufKeys.Architecture, "")
        );
        bool addBos = metadata.GetBool(TokenizerKeys.AddBos, isSpm || profile.AddBos);
        bool addEos = metadata.GetBool(TokenizerKeys.AddEos, false);
        WarnOfMissing(addBos, special.Bos, "beginning", warnings);
        WarnOfMissing(addEos, special.Eos, "end", warnings);
        return new Vocabulary(model, texts, attributes, scores, special, endOfGeneration, warnings)
        {
            AddBos = addBos && special.Bos is not null,
            AddEos = addEos && special.Eos is not null,
            AddSpacePrefix = metadata.GetBool(TokenizerKeys.AddSpacePrefix, isSpm),
            PreTokenizer = profile,
            Merges = isSpm ? null : ReadMerges(metadata, profile),
        };
    }

    private static TokenizerModel ReadModel(GgufMetadata metadata)
    {
        string name = metadata.GetString(TokenizerKeys.Model);
        return name switch
        {
            "llama" => TokenizerModel.Spm,
            "gpt2" => TokenizerModel.Bpe,
            _ => throw new VocabularyException(
                metadata.Source,
                TokenizerKeys.Model,
                $"found the tokenizer {Quote(name)}{Describe(name)}, which is not supported; expected {SupportedModels}"
            ),
        };
    }

    private static string Describe(string model) =>
        model switch
        {
            "bert" => " (WPM)",
            "t5" => " (UGM)",
            "rwkv" => " (RWKV)",
            "none" or "no_vocab" => " (a model without a vocabulary)",
            _ => "",
        };

    private static PreTokenizerProfile ReadPreTokenizer(GgufMetadata metadata, List<string> warnings)
    {
        string name = metadata.GetString(TokenizerKeys.PreTokenizer, "");
        if (PreTokenizerTable.RawText.Contains(name))
        {
            throw new VocabularyException(
                metadata.Source,
                TokenizerKeys.PreTokenizer,
                $"found '{name}', whose merges work on UTF-8 text; only byte-level merges are supported"
            );
        }

        PreTokenizerProfile? profile = PreTokenizerTable.TryFind(name);
        if (profile is null)
        {
            string found =
                name.Length == 0 ? "the file names no pre-tokenizer" : $"unknown pre-tokenizer {Quote(name)}";
            warnings.Add($"{TokenizerKeys.PreTokenizer}: {found}; using 'default', so that answers may be worse");
        }

        return profile ?? PreTokenizerTable.Default;
    }

    private static GgufArray ReadTexts(GgufMetadata metadata)
    {
        GgufArray texts = metadata.GetByteStringArray(TokenizerKeys.Tokens);
        if (texts.Count == 0)
        {
            throw new VocabularyException(
                metadata.Source,
                TokenizerKeys.Tokens,
                "found no tokens, expected at least one"
            );
        }

        bool hasEmpty = false;
        for (int id = 0; id < texts.Count && !hasEmpty; id++)
        {
            hasEmpty = texts.StringBytes(id).IsEmpty;
        }

        return hasEmpty ? NameEmpty(texts) : texts;
    }

    /// <summary>Gives tokens without text one that stands in no prompt, as llama.cpp does.</summary>
    private static GgufArray NameEmpty(GgufArray texts)
    {
        byte[][] named = new byte[texts.Count][];
        for (int id = 0; id < named.Length; id++)
        {
            ReadOnlySpan<byte> text = texts.StringBytes(id);
            named[id] = text.IsEmpty ? System.Text.Encoding.ASCII.GetBytes($"[EMPTY_{id}]") : text.ToArray();
        }

        return GgufArray.Of(named);
    }

    private static float[] ReadScores(GgufMetadata metadata, int count)
    {
        float[] scores = metadata.Contains(TokenizerKeys.Scores)
            ? metadata.GetFloat32Array(TokenizerKeys.Scores)
            : new float[count];
        CheckLength(metadata, TokenizerKeys.Scores, "scores", scores.Length, count);
        return scores;
    }

    private static TokenAttributes[] ReadAttributes(GgufMetadata metadata, int count)
    {
        if (!metadata.Contains(TokenizerKeys.TokenTypes))
        {
            TokenAttributes[] normal = new TokenAttributes[count];
            Array.Fill(normal, TokenAttributes.Normal);
            return normal;
        }

        int[] types = metadata.GetInt32Array(TokenizerKeys.TokenTypes);
        CheckLength(metadata, TokenizerKeys.TokenTypes, "token types", types.Length, count);
        return Array.ConvertAll(types, OfType);
    }

    /// <summary>Numbers of token types as SentencePiece's model proto gives them.</summary>
    private static TokenAttributes OfType(int type) =>
        type switch
        {
            1 => TokenAttributes.Normal,
            2 => TokenAttributes.Unknown,
            3 => TokenAttributes.Control,
            4 => TokenAttributes.UserDefined,
            5 => TokenAttributes.Unused,
            6 => TokenAttributes.Byte,
            _ => TokenAttributes.None,
        };

    private static GgufArray? ReadMerges(GgufMetadata metadata, PreTokenizerProfile profile)
    {
        bool missing = !metadata.Contains(TokenizerKeys.Merges);
        return missing && profile.MergesOptional ? null
            : missing
                ? throw new VocabularyException(
                    metadata.Source,
                    TokenizerKeys.Merges,
                    "the key is missing, expected the merges of a 'gpt2' vocabulary"
                )
            : metadata.GetByteStringArray(TokenizerKeys.Merges);
    }

    private static void CheckLength(GgufMetadata metadata, string key, string what, int found, int expected)
    {
        if (found != expected)
        {
            throw new VocabularyException(
                metadata.Source,
                key,
                $"found {found} {what}, expected {expected}, one for each token"
            );
        }
    }

    private static void WarnOfMissing(bool wanted, int? token, string place, List<string> warnings)
    {
        if (wanted && token is null)
        {
            warnings.Add($"the vocabulary wants a token at the {place} of each text but has none; none is added");
        }
    }

    /// <summary>A name from the file, shortened and without control characters.</summary>
    private static string Quote(string name)
    {
        const int Longest = 64;
        string shown = name.Length > Longest ? name[..Longest] + "..." : name;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c))}'";
    }
}
