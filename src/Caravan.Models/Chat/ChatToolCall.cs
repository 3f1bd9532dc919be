// A call of a tool that a model asked for.
namespace Caravan.Models.Chat;

/// <summary>A tool call; <paramref name="Arguments"/> is JSON text as in OpenAI's API.</summary>
public sealed record ChatToolCall(string Id, string Name, string Arguments);
