// The running answers of one request.
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Caravan.Engine.Batching;
using Caravan.Models.Tokenizers;

namespace Caravan.Server.Generating;

/// <summary>Hands requests in and hands tokens out as they come; disposing gives up what still runs.</summary>
internal sealed class AnswerSet : IDisposable
{
    private readonly Tokenizer tokenizer;

    private AnswerSet(List<Answer> answers, Tokenizer tokenizer)
    {
        Answers = answers;
        this.tokenizer = tokenizer;
    }

    /// <summary>The answers in order.</summary>
    internal IReadOnlyList<Answer> Answers { get; }

    /// <summary>Hands in all requests of a plan; where one is refused, none runs.</summary>
    /// <exception cref="ApiException">A request is refused.</exception>
    internal static AnswerSet Submit(ServedModel model, AnswerPlan plan, CancellationToken cancellation)
    {
        List<Answer> answers = new(plan.Requests.Count);
        AnswerSet set = new(answers, model.Tokenizer);
        try
        {
            foreach (GenerationRequest request in plan.Requests)
            {
                answers.Add(new Answer(answers.Count, model.Submit(request, cancellation), plan.IsPromptOnly));
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>The tokens of all answers as they come.</summary>
    internal IAsyncEnumerable<AnswerEvent> Events(CancellationToken cancellation) =>
        Answers.Count == 1 ? EventsOf(Answers[0], cancellation) : Merged(cancellation);

    /// <summary>Waits until all answers are complete.</summary>
    internal async Task Complete(CancellationToken cancellation)
    {
        foreach (Answer answer in Answers)
        {
            await foreach (TokenEvent next in answer.Generation.WithCancellation(cancellation).ConfigureAwait(false))
            {
                answer.Add(next, tokenizer);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Answer answer in Answers)
        {
            answer.Generation.Dispose();
        }
    }

    private async IAsyncEnumerable<AnswerEvent> EventsOf(
        Answer answer,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (TokenEvent next in answer.Generation.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return new AnswerEvent(answer, answer.Add(next, tokenizer));
        }
    }

    private async IAsyncEnumerable<AnswerEvent> Merged([EnumeratorCancellation] CancellationToken cancellation)
    {
        // As many as the contexts of the answers hold, as in the generations themselves.
        Channel<AnswerEvent> all = Channel.CreateUnbounded<AnswerEvent>(
            new UnboundedChannelOptions { SingleReader = true }
        );
        Task copying = CopyAll(all.Writer, cancellation);
        await foreach (AnswerEvent next in all.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            yield return next;
        }

        await copying.ConfigureAwait(false);
    }

    private async Task CopyAll(ChannelWriter<AnswerEvent> writer, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(Answers.Select(answer => Copy(answer, writer, cancellation))).ConfigureAwait(false);
            writer.Complete();
        }
        catch (Exception problem)
        {
            // The reader hears of it in its place.
            writer.Complete(problem);
        }
    }

    private async Task Copy(Answer answer, ChannelWriter<AnswerEvent> writer, CancellationToken cancellation)
    {
        await foreach (AnswerEvent next in EventsOf(answer, cancellation).ConfigureAwait(false))
        {
            writer.TryWrite(next);
        }
    }
}
