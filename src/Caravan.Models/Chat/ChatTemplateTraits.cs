// What a chat template can express.
namespace Caravan.Models.Chat;

/// <summary>Found out by rendering short conversations.</summary>
/// <param name="SystemRole">It shows system messages.</param>
/// <param name="PartsOnly">It shows content in parts but not plain text.</param>
/// <param name="ToolCalls">It shows calls of tools.</param>
/// <param name="ArgumentsAsText">It shows a call's arguments given as JSON text, and not given as a mapping.</param>
/// <param name="Tools">It shows descriptions of tools.</param>
public sealed record ChatTemplateTraits(
    bool SystemRole,
    bool PartsOnly,
    bool ToolCalls,
    bool ArgumentsAsText,
    bool Tools
);
