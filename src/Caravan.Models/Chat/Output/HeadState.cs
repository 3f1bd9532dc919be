// Whether a text begins in a form.
namespace Caravan.Models.Chat.Output;

/// <summary>What the text that is there tells.</summary>
internal enum HeadState
{
    /// <summary>More text will tell.</summary>
    Undecided,

    /// <summary>It does not begin so.</summary>
    Absent,

    /// <summary>It begins so.</summary>
    Present,
}
