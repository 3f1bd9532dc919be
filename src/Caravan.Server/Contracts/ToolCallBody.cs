// A call of a tool, in requests, answers and pieces of answers.
namespace Caravan.Server.Contracts;

/// <summary>A tool call in OpenAI's form.</summary>
internal sealed class ToolCallBody
{
    /// <summary>In pieces of an answer the number of the call.</summary>
    public int? Index { get; set; }

    public string? Id { get; set; }

    public string? Type { get; set; }

    public FunctionCallBody? Function { get; set; }

    /// <summary>The same as a piece of an answer.</summary>
    internal ToolCallBody Numbered(int number) =>
        new()
        {
            Index = number,
            Id = Id,
            Type = Type,
            Function = Function,
        };
}
