// Where the reading of a gpt-oss output stands.
namespace Caravan.Models.Chat.Output;

/// <summary>Parts of a message of gpt-oss.</summary>
internal enum HarmonyPart
{
    /// <summary>Nothing has come that would tell.</summary>
    Unknown,

    /// <summary>Role, channel and recipient.</summary>
    Header,

    /// <summary>What the user shall read.</summary>
    Answer,

    /// <summary>What the user need not read.</summary>
    Reasoning,

    /// <summary>The arguments of a call.</summary>
    Call,
}
