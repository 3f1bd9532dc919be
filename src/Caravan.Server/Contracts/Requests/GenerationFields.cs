// The fields that all requests for text share.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>How much to generate and how to hand it out.</summary>
internal abstract class GenerationFields : SamplingFields
{
    /// <summary>Not looked at: the server has one model.</summary>
    public string? Model { get; set; }

    /// <summary>Hands the text out as server-sent events.</summary>
    public bool? Stream { get; set; }

    /// <summary>A text that ends the answer, or several.</summary>
    public JsonElement? Stop { get; set; }

    /// <summary>Tokens at the most; -1: as many as the context holds.</summary>
    public int? NPredict { get; set; }

    /// <summary>Tokens at the most, by OpenAI's old name.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>Tokens at the most, by OpenAI's new name.</summary>
    public int? MaxCompletionTokens { get; set; }

    /// <summary>Answers wanted, each with a seed of its own.</summary>
    public int? N { get; set; }

    /// <summary>Answers wanted, by llama-server's name.</summary>
    public int? NCmpl { get; set; }

    /// <summary>Likeliest tokens to tell at each place.</summary>
    public int? NProbs { get; set; }

    /// <summary>Takes over what is cached of the prompt.</summary>
    public bool? CachePrompt { get; set; }

    /// <summary>Tells with every piece how fast it goes.</summary>
    public bool? TimingsPerToken { get; set; }

    /// <summary>Sends the ids of the tokens too.</summary>
    public bool? ReturnTokens { get; set; }

    /// <summary>Seconds after which a silent stream gets a comment; below 1: never.</summary>
    public int? SsePingInterval { get; set; }

    /// <summary>What a stream tells besides the text.</summary>
    public StreamOptions? StreamOptions { get; set; }
}
