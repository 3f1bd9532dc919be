// What becomes of a model's reasoning.
namespace Caravan.Models.Chat.Output;

/// <summary>Where reasoning goes (llama.cpp's <c>--reasoning-format</c>).</summary>
public enum ReasoningHandling
{
    /// <summary>It is taken out of the content and handed over apart (deepseek, auto).</summary>
    Apart,

    /// <summary>It stays in the content as the model wrote it (none).</summary>
    InContent,

    /// <summary>Both (deepseek-legacy).</summary>
    Both,
}
