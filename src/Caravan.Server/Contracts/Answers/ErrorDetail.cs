// The error in an error answer.
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>What went wrong.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type">The kind, for programs.</param>
/// <param name="Param">The field at fault; null where it is none.</param>
/// <param name="Code">A finer kind; null where there is none.</param>
internal sealed record ErrorDetail(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Code
)
{
    /// <summary>With a prompt that is too long: its tokens.</summary>
    public int? NPromptTokens { get; init; }

    /// <summary>With a prompt that is too long: what fits.</summary>
    public int? NCtx { get; init; }
}
