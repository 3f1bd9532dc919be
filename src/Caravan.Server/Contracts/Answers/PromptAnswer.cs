// The prompt of a conversation.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/apply-template</c>.</summary>
internal sealed record PromptAnswer(string Prompt);
