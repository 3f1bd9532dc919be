// The chat templates that come with the program.
using System.Collections.Frozen;

namespace Caravan.Models.Chat;

/// <summary>Templates by the names that llama.cpp gives them, for files that carry none.</summary>
public static class BuiltInChatTemplates
{
    private const string Prefix = "ChatTemplates/";

    private static readonly FrozenDictionary<string, Lazy<string>> Sources = typeof(BuiltInChatTemplates)
        .Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], name => new Lazy<string>(() => Read(name)));

    /// <summary>The names in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Sources.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The text of the template called <paramref name="name"/>, or null where there is none.</summary>
    public static string? Find(string name) =>
        Sources.TryGetValue(name, out Lazy<string>? source) ? source.Value : null;

    private static string Read(string resource)
    {
        using Stream stream = typeof(BuiltInChatTemplates).Assembly.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
