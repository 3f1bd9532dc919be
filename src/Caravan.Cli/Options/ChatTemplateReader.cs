// Chooses a model's chat template by a command line.
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Models.Chat;

namespace Caravan.Cli.Options;

/// <summary>Reads <see cref="ChatOptions"/>.</summary>
internal static class ChatTemplateReader
{
    // Longer than any template that is compiled.
    private const long MostBytes = 4 << 20;
    private const string Fallback = "chatml";

    /// <summary>The templates that a command line asks for; as in llama.cpp ChatML for a model that carries none.</summary>
    /// <exception cref="ChatTemplateException">There is none of that name, or it cannot be compiled.</exception>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    internal static ChatTemplateSet Read(OptionValues values, LoadedModel model, Log log)
    {
        OptionDefinition? source = values.LastOf(ChatOptions.Template, ChatOptions.TemplateFile);
        string wish =
            source == ChatOptions.TemplateFile
                ? ReadFile(values.Get(ChatOptions.TemplateFile))
                : values.Get(ChatOptions.Template);
        if (wish.Length > 0)
        {
            return ChatTemplateSet.Choose(model.Metadata, model.Tokenizer.Vocabulary, wish);
        }

        if (!ChatTemplateSet.IsInFile(model.Metadata))
        {
            log.Note("the model has no chat template: conversations are written in ChatML (--chat-template chooses)");
            wish = Fallback;
        }

        return ChatTemplateSet.Choose(model.Metadata, model.Tokenizer.Vocabulary, wish.Length > 0 ? wish : null);
    }

    private static string ReadFile(string path) =>
        new FileInfo(path) is { Exists: true, Length: > MostBytes }
            ? throw new IOException($"{path} is longer than {MostBytes} bytes, the most that a chat template may have")
            : File.ReadAllText(path);
}
