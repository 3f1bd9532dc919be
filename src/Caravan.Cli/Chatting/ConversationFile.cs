// Conversations in files.
using System.Text.Json;
using Caravan.Models.Chat;

namespace Caravan.Cli.Chatting;

/// <summary>Reads and writes messages as JSON in OpenAI's form.</summary>
internal static class ConversationFile
{
    private const long MostBytes = 64 << 20;
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes messages.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal static void Save(string path, IEnumerable<ChatMessage> messages)
    {
        using FileStream file = File.Create(path);
        using Utf8JsonWriter writer = new(file, Indented);
        writer.WriteStartObject();
        writer.WriteStartArray("messages");
        foreach (ChatMessage message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role);
            writer.WriteString("content", message.Content);
            if (message.ReasoningContent is not null)
            {
                writer.WriteString("reasoning_content", message.ReasoningContent);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Reads messages.</summary>
    /// <exception cref="IOException">The file cannot be read, is too long, or holds no conversation.</exception>
    internal static List<ChatMessage> Load(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
        {
            throw new IOException($"{path} is longer than {MostBytes} bytes, the most that a conversation may have");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            JsonElement list = root.ValueKind == JsonValueKind.Object ? root.GetProperty("messages") : root;
            return [.. list.EnumerateArray().Select(Read)];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new IOException(
                $"{path} holds no conversation; expected {{\"messages\": [{{\"role\": \"user\", \"content\": \"...\"}}, ...]}}",
                problem
            );
        }
    }

    private static ChatMessage Read(JsonElement message) =>
        new(message.GetProperty("role").GetString() ?? "user", message.GetProperty("content").GetString())
        {
            ReasoningContent = message.TryGetProperty("reasoning_content", out JsonElement reasoning)
                ? reasoning.GetString()
                : null,
        };
}
