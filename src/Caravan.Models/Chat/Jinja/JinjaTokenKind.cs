// The kinds of tokens of a template.
namespace Caravan.Models.Chat.Jinja;

/// <summary>What a token is.</summary>
internal enum JinjaTokenKind
{
    /// <summary>Text outside of tags.</summary>
    Text,

    /// <summary>Start of an expression tag.</summary>
    OpenExpression,

    /// <summary>End of an expression tag.</summary>
    CloseExpression,

    /// <summary>Start of a statement tag.</summary>
    OpenStatement,

    /// <summary>End of a statement tag.</summary>
    CloseStatement,

    /// <summary>An identifier or keyword.</summary>
    Name,

    /// <summary>A string literal, without quotes and escapes.</summary>
    String,

    /// <summary>A number without a fraction.</summary>
    Integer,

    /// <summary>A number with a fraction or exponent.</summary>
    Float,

    /// <summary>An operator or bracket.</summary>
    Symbol,

    /// <summary>End of the template.</summary>
    End,
}
