// What came of a step of reading calls.
namespace Caravan.Models.Chat.Output;

/// <summary>Where the reading of calls stands.</summary>
internal enum ReadStep
{
    /// <summary>More text is needed; never when the text has ended.</summary>
    Wait,

    /// <summary>A call has begun whose arguments follow piece by piece: whatever comes, it is one.</summary>
    Begun,

    /// <summary>There are more arguments of the call that has begun.</summary>
    Arguments,

    /// <summary>A call is whole, or the text has ended within one that had begun.</summary>
    Call,

    /// <summary>What was read since the last call is no call; nobody reads on.</summary>
    Failed,
}
