// Which chat template a model speaks by.
using Caravan.Gguf;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Tokenizers;

namespace Caravan.Models.Chat;

/// <summary>The templates of one model: one for all conversations, perhaps another for those with tools.</summary>
public sealed class ChatTemplateSet
{
    private const string ChatMl = "chatml";
    private static readonly string[] ChatMlTokens = ["<|im_start|>", "<|im_end|>"];

    private ChatTemplateSet(ChatTemplate plain, ChatTemplate? withTools, string origin) =>
        (Plain, WithTools, Origin) = (plain, withTools, origin);

    /// <summary>The template of conversations without tools, and of all where <see cref="WithTools"/> is null.</summary>
    public ChatTemplate Plain { get; }

    /// <summary>The template of conversations with tools; null where the file has none of its own for them.</summary>
    public ChatTemplate? WithTools { get; }

    /// <summary>Where the template is from, in words: "the template of the model's file", ...</summary>
    public string Origin { get; }

    /// <summary>True when the file carries a template of its own.</summary>
    /// <exception cref="GgufException">It is no text.</exception>
    public static bool IsInFile(GgufMetadata metadata) => Text(metadata, ChatTemplateKeys.Default) is not null;

    /// <summary>
    /// Chooses: <paramref name="wish"/> where given, else the file's own, else ChatML where the vocabulary has its tokens.
    /// </summary>
    /// <param name="metadata">The model's file.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="wish">The name of a built-in template or of one in the file, or the text of a template.</param>
    /// <param name="limits">Limits of the template; null for the default ones.</param>
    /// <exception cref="ChatTemplateException">There is none, none of that name, or it cannot be compiled.</exception>
    /// <exception cref="GgufException">The file's template is no text.</exception>
    public static ChatTemplateSet Choose(
        GgufMetadata metadata,
        Vocabulary vocabulary,
        string? wish = null,
        JinjaLimits? limits = null
    )
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ChatTokens tokens = ChatTokens.Of(vocabulary);
        if (wish is not null)
        {
            (string text, string origin) = Wished(metadata, wish);
            return new ChatTemplateSet(Compile(text, tokens, limits, origin), null, origin);
        }

        if (Text(metadata, ChatTemplateKeys.Default) is { } own)
        {
            const string Origin = "the template of the model's file";
            string? tools = Text(metadata, ChatTemplateKeys.Named(ChatTemplateKeys.ToolUse));
            return new ChatTemplateSet(
                Compile(own, tokens, limits, Origin),
                tools is null ? null : Compile(tools, tokens, limits, $"{Origin} for tools"),
                Origin
            );
        }

        if (Array.TrueForAll(ChatMlTokens, text => vocabulary.Find(text) is not null))
        {
            const string Origin = "ChatML, by the tokens of the vocabulary";
            return new ChatTemplateSet(
                Compile(BuiltInChatTemplates.Find(ChatMl)!, tokens, limits, Origin),
                null,
                Origin
            );
        }

        throw new ChatTemplateException(
            $"{metadata.Source} has no chat template; expected {ChatTemplateKeys.Default}; give the text of one or the name of a built-in one, such as chatml, llama3 or mistral-v7"
        );
    }

    /// <summary>The template for a conversation with or without tools.</summary>
    public ChatTemplate For(bool hasTools) => hasTools ? WithTools ?? Plain : Plain;

    /// <summary>The prompt of a conversation, by the template for it.</summary>
    /// <exception cref="JinjaException">The template refuses the conversation, fails, or breaks a limit.</exception>
    public string Render(ChatTemplateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return For(input.Tools is { IsTrue: true }).Render(input);
    }

    private static (string Text, string Origin) Wished(GgufMetadata metadata, string wish)
    {
        if (BuiltInChatTemplates.Find(wish) is { } builtIn)
        {
            return (builtIn, $"the built-in template {wish}");
        }

        if (wish.Contains('{', StringComparison.Ordinal))
        {
            return (wish, "the given template");
        }

        return Text(metadata, ChatTemplateKeys.Named(wish)) is { } named
            ? (named, $"the template {wish} of the model's file")
            : throw new ChatTemplateException(
                $"found no chat template called '{wish}'; expected the text of one or a name: {string.Join(", ", BuiltInChatTemplates.Names)}"
            );
    }

    private static string? Text(GgufMetadata metadata, string key) =>
        metadata.TryGetString(key, out string? text) && !string.IsNullOrWhiteSpace(text) ? text : null;

    private static ChatTemplate Compile(string text, ChatTokens tokens, JinjaLimits? limits, string origin)
    {
        try
        {
            return new ChatTemplate(text, tokens, limits);
        }
        catch (JinjaException error)
        {
            throw new ChatTemplateException(
                $"{origin} cannot be used: {error.Message}; give another, for example a built-in one by its name",
                error
            );
        }
    }
}
