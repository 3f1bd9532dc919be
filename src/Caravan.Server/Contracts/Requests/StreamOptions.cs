// What a stream tells besides the text.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>stream_options</c>.</summary>
internal sealed class StreamOptions
{
    /// <summary>Adds a last piece with the tokens used.</summary>
    public bool? IncludeUsage { get; set; }
}
