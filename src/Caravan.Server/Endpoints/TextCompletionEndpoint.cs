// Completions in OpenAI's form.
using Caravan.Engine.Batching;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/v1/completions</c>.</summary>
internal sealed class TextCompletionEndpoint(ServerState state) : GenerationEndpoint(state)
{
    private const string Kind = "text_completion";

    /// <summary>Answers a request.</summary>
    internal async Task Post(HttpContext context)
    {
        ServedModel model = State.Model;
        TextCompletionRequest body = await State
            .Bodies.Read(context, ServerJson.Bodies.TextCompletionRequest)
            .ConfigureAwait(false);
        Check(body);
        List<int[]> prompts = PromptReader.Read(body.Prompt, model);
        int? probabilities = body.Logprobs ?? (body.NProbs is > 0 ? body.NProbs : null);
        AnswerPlan plan = AnswerPlanner.Plan(body, model, prompts, probabilities);
        AnswerHead head = AnswerHead.New("cmpl-");
        bool echoes = body.Echo ?? false;
        await Run(
                context,
                model,
                plan,
                set => Write(context, model, plan, set, head, echoes),
                (set, output, events, end) => Stream(model, plan, set, output, events, head, echoes, end)
            )
            .ConfigureAwait(false);
    }

    private static void Check(TextCompletionRequest body)
    {
        if (!string.IsNullOrEmpty(body.Suffix))
        {
            throw ApiException.BadRequest("suffix: text is not filled in between in this version", "suffix");
        }

        if (body.BestOf is { } best && best > (body.N ?? 1))
        {
            throw ApiException.BadRequest("best_of is more than n: answers are not chosen among", "best_of");
        }
    }

    private static Task Write(
        HttpContext context,
        ServedModel model,
        AnswerPlan plan,
        AnswerSet set,
        AnswerHead head,
        bool echoes
    )
    {
        List<TextChoice> choices =
        [
            .. set.Answers.Select(answer => new TextChoice(
                answer.Index,
                (echoes ? Prompt(model, answer) : "") + answer.Text,
                Logprobs(answer.Probabilities, 0, answer),
                FinishTexts.OpenAI(answer.Finish ?? FinishReason.TokenLimit)
            )),
        ];
        return context.Response.WriteAnswer(
            Completion(model, head, choices) with
            {
                Usage = AnswerNumbers.Usage(plan, set),
                Timings = AnswerNumbers.Timings(set.Answers[0]),
            },
            ServerJson.Bodies.TextCompletion
        );
    }

    private static async Task Stream(
        ServedModel model,
        AnswerPlan plan,
        AnswerSet set,
        EventStream output,
        IAsyncEnumerator<AnswerEvent> events,
        AnswerHead head,
        bool echoes,
        CancellationToken end
    )
    {
        bool[] hasBegun = new bool[set.Answers.Count];
        int[] offsets = new int[set.Answers.Count];
        do
        {
            (Answer answer, TokenEvent next) = events.Current;
            string text = next.Text;
            if (echoes && !hasBegun[answer.Index])
            {
                hasBegun[answer.Index] = true;
                text = Prompt(model, answer) + text;
            }

            List<TokenProbability> probabilities = next.Logprobs is null ? [] : answer.Probabilities[^1..];
            TextLogprobs? logprobs = Logprobs(probabilities, offsets[answer.Index], answer);
            offsets[answer.Index] += probabilities.Sum(entry => entry.Token.Length);
            string? finish = next.Finish is { } reason ? FinishTexts.OpenAI(reason) : null;
            TextCompletion piece = Completion(model, head, [new TextChoice(answer.Index, text, logprobs, finish)]);
            if (plan.TimingsPerToken || next.Finish is not null)
            {
                piece = piece with { Timings = AnswerNumbers.Timings(answer) };
            }

            await output.Send(piece, ServerJson.Bodies.TextCompletion, end).ConfigureAwait(false);
        } while (await events.MoveNextAsync().ConfigureAwait(false));

        if (plan.IncludesUsage)
        {
            TextCompletion last = Completion(model, head, []) with { Usage = AnswerNumbers.Usage(plan, set) };
            await output.Send(last, ServerJson.Bodies.TextCompletion, end).ConfigureAwait(false);
        }

        await output.End(end).ConfigureAwait(false);
    }

    private static TextCompletion Completion(ServedModel model, AnswerHead head, List<TextChoice> choices) =>
        new(head.Id, Kind, head.Created, model.Name, PropsEndpoint.Build, choices);

    private static string Prompt(ServedModel model, Answer answer) =>
        model.Tokenizer.Decode(answer.Generation.Request.Prompt.Span, removeSpecial: true, unparseSpecial: true);

    private static TextLogprobs? Logprobs(List<TokenProbability> entries, int offset, Answer answer)
    {
        if (answer.Generation.Request.TopLogprobs is null)
        {
            return null;
        }

        List<int> offsets = [];
        foreach (TokenProbability entry in entries)
        {
            offsets.Add(offset);
            offset += entry.Token.Length;
        }

        return new TextLogprobs(
            [.. entries.Select(entry => entry.Token)],
            [.. entries.Select(entry => entry.Logprob)],
            [.. entries.Select(Rivals)],
            offsets,
            entries
        );
    }

    // Two tokens may have the same text: the likelier one counts.
    private static Dictionary<string, float> Rivals(TokenProbability entry)
    {
        Dictionary<string, float> rivals = [];
        foreach (TokenProbability rival in entry.TopLogprobs ?? [])
        {
            rivals.TryAdd(rival.Token, rival.Logprob);
        }

        return rivals;
    }
}
