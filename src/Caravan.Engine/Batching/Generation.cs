// A running request as its caller sees it: a stream of tokens that can be cancelled.
using System.Threading.Channels;
using Caravan.Engine.Sampling;
using Caravan.Models.Tokenizers;

namespace Caravan.Engine.Batching;

/// <summary>
/// The tokens of a request. A slow reader holds nobody up: tokens wait here. Enumerating ends with the last event, throws
/// <see cref="OperationCanceledException"/> when the request was cancelled, and what went wrong when it failed.
/// </summary>
public sealed class Generation : IAsyncEnumerable<TokenEvent>, IDisposable
{
    private readonly Channel<TokenEvent> events;
    private readonly SamplerChain sampler;
    private readonly Tokenizer tokenizer;
    private readonly StreamingDecoder decoder;
    private readonly StopMatcher stops;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration registration;
    private volatile bool isCancelled;

    internal Generation(
        GenerationRequest request,
        SamplerChain sampler,
        Tokenizer tokenizer,
        int contextLength,
        CancellationToken cancellation
    )
    {
        Request = request;
        this.sampler = sampler;
        this.tokenizer = tokenizer;
        decoder = new StreamingDecoder(tokenizer, request.RenderSpecial);
        stops = new StopMatcher(request.StopStrings);
        // Never full: a sequence has no more tokens than its context, and one chosen behind it.
        events = Channel.CreateBounded<TokenEvent>(
            new BoundedChannelOptions(contextLength + 1) { SingleReader = true, SingleWriter = true }
        );
        foreach (int token in request.Prompt.Span)
        {
            sampler.AcceptPrompt(token);
        }

        registration = cancellation.Register(static self => ((Generation)self!).Cancel(), this);
    }

    /// <summary>The request.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Times and counts so far.</summary>
    public GenerationTimings Timings { get; } = new();

    /// <summary>The seed in use.</summary>
    public uint Seed => sampler.Seed;

    /// <summary>Number of the slot that computes it; -1 as long as it waits.</summary>
    public int Slot { get; internal set; } = -1;

    /// <summary>The stop string that ended it; null where none did.</summary>
    public string? StoppingText => stops.Found;

    /// <summary>Completed when the last event is there, read or not; cancelled or failed with the request.</summary>
    public Task Completion => completion.Task;

    /// <summary>True when nobody wants the tokens any more.</summary>
    internal bool IsCancelled => isCancelled;

    /// <summary>Gives the request up: its slot is free after the step that runs now.</summary>
    public void Cancel() => isCancelled = true;

    /// <inheritdoc/>
    public IAsyncEnumerator<TokenEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        events.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Cancels the request unless it has ended.</summary>
    public void Dispose()
    {
        Cancel();
        registration.Dispose();
    }

    /// <summary>Chooses the next token from logits and hands it out; true when it was the last.</summary>
    /// <param name="logits">One logit for each token.</param>
    /// <param name="hasRoom">Another token fits into the context.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="InvalidLogitsException">The logits are no numbers, or all tokens are masked.</exception>
    /// <exception cref="Sampling.Grammar.GrammarException">The grammar allows no token.</exception>
    internal bool Take(ReadOnlySpan<float> logits, bool hasRoom, out int token)
    {
        token = sampler.Sample(logits);
        sampler.Accept(token);
        Timings.AddToken();
        TokenLogprobs? logprobs = Request.TopLogprobs is { } top ? LogprobMeter.Measure(logits, token, top) : null;
        bool hasText = token < tokenizer.Vocabulary.Count;
        bool isEnd = !Request.IgnoreEndOfGeneration && hasText && tokenizer.IsEndOfGeneration(token);
        string text = isEnd || !hasText ? "" : stops.Append(decoder.Append(token));
        FinishReason? finish =
            stops.IsStopped ? FinishReason.StopString
            : isEnd ? FinishReason.EndOfGeneration
            : Timings.GeneratedTokens >= Request.MaximumTokens ? FinishReason.TokenLimit
            : !hasRoom ? FinishReason.ContextFull
            : null;
        if (finish is not null && !stops.IsStopped)
        {
            text += stops.Append(decoder.Flush());
            text += stops.Flush();
        }

        events.Writer.TryWrite(new TokenEvent(token, text, logprobs, finish));
        if (finish is not null)
        {
            End(null);
        }

        return finish is not null;
    }

    /// <summary>Ends the stream.</summary>
    internal void End(Exception? error)
    {
        events.Writer.TryComplete(error);
        switch (error)
        {
            case null:
                completion.TrySetResult();
                break;
            case OperationCanceledException:
                completion.TrySetCanceled(CancellationToken.None);
                break;
            default:
                completion.TrySetException(error);
                break;
        }

        registration.Unregister();
    }
}
