// What came of a step of reading calls.
namespace Caravan.Models.Chat.Output;

/// <summary>Where the reading of calls stands.</summary>
internal enum ReadStep
{
    /// <summary>More text is needed; never when the text has ended.</summary>
    Wait,

    /// <summary>A call is whole.</summary>
    Call,

    /// <summary>What was read since the last call is no call; nobody reads on.</summary>
    Failed,
}
