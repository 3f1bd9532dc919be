// A request for the text of tokens.
namespace Caravan.Server.Contracts;

/// <summary>The body of <c>/detokenize</c>.</summary>
internal sealed class DetokenizeRequest
{
    public List<int>? Tokens { get; set; }
}
