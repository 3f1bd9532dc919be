// The tags around single arguments.
namespace Caravan.Models.Chat.Output;

/// <summary>The texts around an argument's name and value.</summary>
/// <param name="BeforeKey">Before the name.</param>
/// <param name="BeforeValue">Between name and value.</param>
/// <param name="BeforeEnd">Between a value in JSON and the tag that ends it; a text may end in anything.</param>
/// <param name="End">The tag that ends a value, which no text contains.</param>
internal sealed record PairLayout(string BeforeKey, string BeforeValue, string BeforeEnd, string End)
{
    /// <summary>Between two arguments.</summary>
    public const string Between = "\n";
}
