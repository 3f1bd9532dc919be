// Recognises special tokens by their text, where the file does not say.
using System.Text;
using Caravan.Gguf;

namespace Caravan.Models.Tokenizers;

/// <summary>
/// What llama.cpp concludes from the texts of tokens: roles, the end of generation, white space that tokens take along.
/// </summary>
internal sealed class SpecialTokenFinder
{
    private readonly GgufArray texts;
    private readonly TokenAttributes[] attributes;
    private readonly SpecialTokens special;
    private readonly List<string> warnings;
    private readonly SymbolTable known = new(128);
    private readonly Dictionary<int, int> tokenOfKnown = [];

    /// <summary>A finder that changes <paramref name="attributes"/> and <paramref name="special"/> in place.</summary>
    public SpecialTokenFinder(
        GgufArray texts,
        TokenAttributes[] attributes,
        SpecialTokens special,
        List<string> warnings
    )
    {
        this.texts = texts;
        this.attributes = attributes;
        this.special = special;
        this.warnings = warnings;
        IEnumerable<string> wanted = SpecialTokenTexts
            .Roles.SelectMany(role => role.Texts)
            .Concat(SpecialTokenTexts.EndOfGeneration)
            .Concat(SpecialTokenTexts.AlwaysRendered)
            .Concat(["<unk>", "<s>", "<mask>", "[MASK]"]);
        foreach (string text in wanted)
        {
            known.Intern(Encoding.UTF8.GetBytes(text));
        }

        for (int id = 0; id < texts.Count; id++)
        {
            if (known.TryFind(texts.StringBytes(id), out int symbol))
            {
                tokenOfKnown[symbol] = id;
            }
        }
    }

    /// <summary>Fills the roles that are open and returns the tokens after which generation ends.</summary>
    public HashSet<int> Find()
    {
        foreach ((SpecialToken role, string[] candidates) in SpecialTokenTexts.Roles)
        {
            if (special[role] is null && candidates.Select(TokenOf).FirstOrDefault(id => id is not null) is int token)
            {
                special[role] = token;
                MarkControl(token);
            }
        }

        MarkUnused();
        HashSet<int> ends = [];
        AddRoles(ends, SpecialToken.FimPadding, SpecialToken.FimRepository, SpecialToken.FimSeparator);
        foreach (string text in SpecialTokenTexts.EndOfGeneration)
        {
            if (TokenOf(text) is int token)
            {
                ends.Add(token);
                MarkControl(token);
            }
        }

        foreach (string text in SpecialTokenTexts.AlwaysRendered)
        {
            if (TokenOf(text) is int token)
            {
                attributes[token] = TokenAttributes.UserDefined;
            }
        }

        AddRoles(ends, SpecialToken.Eos, SpecialToken.Eot, SpecialToken.Eom);
        RemoveEndsWithin(ends);
        return ends;
    }

    /// <summary>Marks tokens that take white space along; llama.cpp goes by these names, for the file does not say.</summary>
    public void SetStripping(string modelName, string preTokenizer, string architecture)
    {
        if (
            ContainsAny(preTokenizer, "jina-v2-de", "jina-v2-es", "jina-v2-code")
            || ContainsAny(architecture, "nomic-bert-moe", "jina-bert-v3")
        )
        {
            Set("<mask>", TokenAttributes.LeftStrip);
        }
        else if (ContainsAny(modelName.ToLowerInvariant(), "phi-3", "phi3"))
        {
            for (int id = 0; id < attributes.Length; id++)
            {
                attributes[id] |= IsParsed(attributes[id]) ? TokenAttributes.RightStrip : 0;
            }

            Set("</s>", TokenAttributes.RightStrip);
            foreach (string text in (ReadOnlySpan<string>)["<unk>", "<s>", "<|endoftext|>"])
            {
                if (TokenOf(text) is int token)
                {
                    attributes[token] &= ~TokenAttributes.RightStrip;
                }
            }
        }
        else if (ContainsAny(modelName.ToLowerInvariant(), "modern-bert"))
        {
            Set("[MASK]", TokenAttributes.LeftStrip);
        }
    }

    /// <summary>True for tokens that are looked for in text before anything else.</summary>
    public static bool IsParsed(TokenAttributes attributes) =>
        (attributes & (TokenAttributes.Control | TokenAttributes.UserDefined | TokenAttributes.Unknown)) != 0;

    private static bool ContainsAny(string text, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private int? TokenOf(string text) =>
        known.TryFind(Encoding.UTF8.GetBytes(text), out int symbol) && tokenOfKnown.TryGetValue(symbol, out int id)
            ? id
            : null;

    private void Set(string text, TokenAttributes attribute)
    {
        if (TokenOf(text) is int token)
        {
            attributes[token] |= attribute;
        }
    }

    private void MarkControl(int token)
    {
        if (!attributes[token].HasFlag(TokenAttributes.Control))
        {
            attributes[token] |= TokenAttributes.Control;
            string text = Encoding.UTF8.GetString(texts.StringBytes(token));
            warnings.Add($"token {token} '{text}' looks like a control token but is not marked as one; taken as one");
        }
    }

    private void MarkUnused()
    {
        for (int id = 0; id < attributes.Length; id++)
        {
            bool unused =
                attributes[id].HasFlag(TokenAttributes.Control) && texts.StringBytes(id).IndexOf("unused"u8) >= 0;
            attributes[id] |= unused ? TokenAttributes.Unused : 0;
        }
    }

    private void AddRoles(HashSet<int> ends, params ReadOnlySpan<SpecialToken> roles)
    {
        foreach (SpecialToken role in roles)
        {
            if (special[role] is int token)
            {
                ends.Add(token);
            }
        }
    }

    /// <summary>
    /// Takes out what ends only a part of an answer: &lt;|end|&gt; in gpt-oss and solar-open, &lt;/s&gt; in gemma 4.
    /// </summary>
    private void RemoveEndsWithin(HashSet<int> ends)
    {
        bool Has(string text) => TokenOf(text) is int token && ends.Contains(token);
        bool hasCall = Has("<|call|>") || Has("<|calls|>");
        if (hasCall && (Has("<|return|>") || Has("<|flush|>")) && Has("<|end|>"))
        {
            int token = TokenOf("<|end|>")!.Value;
            ends.Remove(token);
            attributes[token] = TokenAttributes.UserDefined;
        }

        if (Has("<|tool_response>") && Has("</s>"))
        {
            int token = TokenOf("</s>")!.Value;
            ends.Remove(token);
            attributes[token] = TokenAttributes.Normal;
        }
    }
}
