// A tool that a model may call.
namespace Caravan.Models.Chat.Output;

/// <summary>A function's name, what it does, and the JSON schema of its arguments as text ("{}" for any).</summary>
public sealed record ChatTool(string Name, string? Description, string Parameters);
