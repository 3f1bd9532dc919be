// Completions in llama-server's own form.
using Caravan.Engine.Batching;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/completion</c>.</summary>
internal sealed class CompletionEndpoint(ServerState state) : GenerationEndpoint(state)
{
    /// <summary>Answers a request.</summary>
    internal async Task Post(HttpContext context)
    {
        ServedModel model = State.Model;
        CompletionRequest body = await State
            .Bodies.Read(context, ServerJson.Bodies.CompletionRequest)
            .ConfigureAwait(false);
        int? probabilities = body.NProbs is > 0 ? body.NProbs : null;
        List<int[]> prompts = PromptReader.Read(body.Prompt, model);
        AnswerPlan plan = AnswerPlanner.Plan(body, model, prompts, probabilities);
        await Run(
                context,
                model,
                plan,
                set => Write(context, model, plan, set),
                (set, output, events, end) => Stream(model, plan, output, events, end)
            )
            .ConfigureAwait(false);
    }

    private static Task Write(HttpContext context, ServedModel model, AnswerPlan plan, AnswerSet set)
    {
        List<CompletionAnswer> answers = [.. set.Answers.Select(answer => Whole(model, plan, answer))];
        return answers.Count == 1
            ? context.Response.WriteAnswer(answers[0], ServerJson.Bodies.CompletionAnswer)
            : context.Response.WriteAnswer(answers, ServerJson.Bodies.ListCompletionAnswer);
    }

    private static async Task Stream(
        ServedModel model,
        AnswerPlan plan,
        EventStream output,
        IAsyncEnumerator<AnswerEvent> events,
        CancellationToken end
    )
    {
        do
        {
            (Answer answer, TokenEvent next) = events.Current;
            if (next.Text.Length > 0 || next.Finish is null)
            {
                await output
                    .Send(Piece(plan, answer, next), ServerJson.Bodies.CompletionPiece, end)
                    .ConfigureAwait(false);
            }

            if (next.Finish is not null)
            {
                CompletionAnswer last = Whole(model, plan, answer) with { Content = "", Tokens = [] };
                await output
                    .Send(last with { CompletionProbabilities = null }, ServerJson.Bodies.CompletionAnswer, end)
                    .ConfigureAwait(false);
            }
        } while (await events.MoveNextAsync().ConfigureAwait(false));
    }

    private static CompletionPiece Piece(AnswerPlan plan, Answer answer, in TokenEvent next) =>
        new(
            answer.Index,
            next.Text,
            [next.Token],
            Stop: false,
            answer.Generation.Slot,
            answer.Generation.Timings.GeneratedTokens,
            answer.Generation.Request.Prompt.Length
        )
        {
            Timings = plan.TimingsPerToken ? AnswerNumbers.Timings(answer) : null,
            CompletionProbabilities = next.Logprobs is null ? null : answer.Probabilities[^1..],
        };

    private static CompletionAnswer Whole(ServedModel model, AnswerPlan plan, Answer answer)
    {
        Generation generation = answer.Generation;
        FinishReason finish = answer.Finish ?? FinishReason.TokenLimit;
        GenerationTimings timings = generation.Timings;
        return new CompletionAnswer(
            answer.Index,
            answer.Text,
            plan.ReturnsTokens ? answer.Tokens : [],
            generation.Slot,
            Stop: true,
            model.Name,
            plan.IsPromptOnly ? 0 : timings.GeneratedTokens,
            generation.Request.Prompt.Length,
            AnswerNumbers.Settings(generation.Request, generation.Seed, plan.IsStream),
            model.Tokenizer.Decode(generation.Request.Prompt.Span, removeSpecial: false, unparseSpecial: true),
            answer.HasNewLine,
            finish == FinishReason.ContextFull,
            FinishTexts.StopType(finish),
            generation.StoppingText ?? "",
            timings.ReusedTokens + timings.ComputedTokens + timings.GeneratedTokens,
            AnswerNumbers.Timings(answer)
        )
        {
            CompletionProbabilities = generation.Request.TopLogprobs is null ? null : answer.Probabilities,
        };
    }
}
