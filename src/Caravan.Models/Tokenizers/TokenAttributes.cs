// What kind of token a token is.
namespace Caravan.Models.Tokenizers;

/// <summary>Attributes of a token as llama.cpp keeps them: the type from the file and what is derived from its text.</summary>
[Flags]
public enum TokenAttributes
{
    /// <summary>No known type: renders as nothing.</summary>
    None = 0,

    /// <summary>The token for what the vocabulary cannot express.</summary>
    Unknown = 1,

    /// <summary>Holds a place in the vocabulary only.</summary>
    Unused = 2,

    /// <summary>Ordinary text.</summary>
    Normal = 4,

    /// <summary>Structure, not text: rendered and parsed on request only.</summary>
    Control = 8,

    /// <summary>Text that is always one token.</summary>
    UserDefined = 16,

    /// <summary>One byte, written &lt;0xXX&gt;.</summary>
    Byte = 32,

    /// <summary>Takes away the white space before it when it is parsed.</summary>
    LeftStrip = 64,

    /// <summary>Takes away the white space after it when it is parsed.</summary>
    RightStrip = 128,
}
