// The roles that tokens can have.
namespace Caravan.Models.Tokenizers;

/// <summary>A role in the vocabulary that one token can have.</summary>
public enum SpecialToken
{
    /// <summary>Beginning of sequence.</summary>
    Bos,

    /// <summary>End of sequence.</summary>
    Eos,

    /// <summary>End of turn.</summary>
    Eot,

    /// <summary>End of message.</summary>
    Eom,

    /// <summary>What the vocabulary cannot express.</summary>
    Unknown,

    /// <summary>Separator.</summary>
    Separator,

    /// <summary>Padding.</summary>
    Padding,

    /// <summary>Mask.</summary>
    Mask,

    /// <summary>Fill in the middle: what comes before.</summary>
    FimPrefix,

    /// <summary>Fill in the middle: what comes after.</summary>
    FimSuffix,

    /// <summary>Fill in the middle: what is to be filled in.</summary>
    FimMiddle,

    /// <summary>Fill in the middle: padding.</summary>
    FimPadding,

    /// <summary>Fill in the middle: name of the repository.</summary>
    FimRepository,

    /// <summary>Fill in the middle: next file.</summary>
    FimSeparator,
}
