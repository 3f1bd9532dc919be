// What all endpoints that generate text have in common.
using Caravan.Server.Generating;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary>Runs a plan and has the answers written whole or as a stream.</summary>
internal abstract class GenerationEndpoint(ServerState state)
{
    /// <summary>The server.</summary>
    protected ServerState State { get; } = state;

    /// <summary>Runs the answers of a request; when its client goes, they are given up within a step.</summary>
    /// <param name="context">The request.</param>
    /// <param name="model">The model.</param>
    /// <param name="plan">The answers.</param>
    /// <param name="write">Writes the whole answer.</param>
    /// <param name="stream">Writes the events of a stream.</param>
    protected async Task Run(
        HttpContext context,
        ServedModel model,
        AnswerPlan plan,
        Func<AnswerSet, Task> write,
        Func<AnswerSet, EventStream, IAsyncEnumerator<AnswerEvent>, CancellationToken, Task> stream
    )
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            State.Stopping
        );
        using AnswerSet set = AnswerSet.Submit(model, plan, end.Token);
        try
        {
            if (!plan.IsStream)
            {
                await set.Complete(end.Token).ConfigureAwait(false);
                await write(set).ConfigureAwait(false);
                return;
            }

            using EventStream output = new(context.Response);
            KeptAlive<AnswerEvent> events = new(
                set.Events(end.Token).GetAsyncEnumerator(end.Token),
                output,
                plan.PingInterval,
                end
            );
            await using (events.ConfigureAwait(false))
            {
                // What fails before the first token or comment can still be told with a status.
                bool hasFirst = await events.MoveNextAsync().ConfigureAwait(false);
                if (hasFirst)
                {
                    output.Begin();
                    await stream(set, output, events, end.Token).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            foreach (Answer answer in set.Answers)
            {
                State.Metrics.Add(answer.Generation);
                Log(answer);
            }
        }
    }

    private void Log(Answer answer)
    {
        Contracts.TimingsAnswer timings = AnswerNumbers.Timings(answer);
        ServerLog.Answered(
            State.Logger,
            timings.CacheN,
            timings.PromptN,
            timings.PromptMs,
            timings.PredictedN,
            timings.PredictedMs,
            timings.PredictedPerSecond
        );
    }
}
