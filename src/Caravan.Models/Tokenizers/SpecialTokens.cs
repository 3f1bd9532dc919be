// Which token has which role.
namespace Caravan.Models.Tokenizers;

/// <summary>Ids of a vocabulary's special tokens; null where it has none.</summary>
public sealed class SpecialTokens
{
    private static readonly int RoleCount = Enum.GetValues<SpecialToken>().Length;
    private readonly int?[] ids = new int?[RoleCount];

    /// <summary>The token of <paramref name="role"/>.</summary>
    public int? this[SpecialToken role]
    {
        get => ids[(int)role];
        internal set => ids[(int)role] = value;
    }

    /// <summary>Beginning of sequence.</summary>
    public int? Bos => this[SpecialToken.Bos];

    /// <summary>End of sequence.</summary>
    public int? Eos => this[SpecialToken.Eos];

    /// <summary>End of turn.</summary>
    public int? Eot => this[SpecialToken.Eot];

    /// <summary>End of message.</summary>
    public int? Eom => this[SpecialToken.Eom];

    /// <summary>What the vocabulary cannot express.</summary>
    public int? Unknown => this[SpecialToken.Unknown];

    /// <summary>Padding.</summary>
    public int? Padding => this[SpecialToken.Padding];
}
