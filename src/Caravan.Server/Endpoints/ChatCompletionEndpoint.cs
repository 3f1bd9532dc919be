// The next message of a conversation, in OpenAI's form.
using Caravan.Engine.Batching;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.Server.Chat;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/v1/chat/completions</c>.</summary>
internal sealed class ChatCompletionEndpoint(ServerState state) : GenerationEndpoint(state)
{
    private const string Kind = "chat.completion";

    /// <summary>Answers a request.</summary>
    internal async Task Post(HttpContext context)
    {
        ServedModel model = State.Model;
        ChatRequest body = await State.Bodies.Read(context, ServerJson.Bodies.ChatRequest).ConfigureAwait(false);
        JinjaList? tools = MessageReader.Tools(body);
        int[] prompt = PromptReader.Text(ChatPrompts.Render(body, model, tools), model);
        int? probabilities =
            body.Logprobs == true ? body.TopLogprobs ?? body.NProbs ?? 0
            : body.NProbs is > 0 ? body.NProbs
            : null;
        AnswerPlan plan = AnswerPlanner.Plan(
            body,
            model,
            [prompt],
            probabilities,
            [],
            GrammarReader.Read(body.ResponseFormat)
        );
        AnswerHead head = AnswerHead.New("chatcmpl-");
        await Run(
                context,
                model,
                plan,
                set => Write(context, model, plan, set, head),
                (set, output, events, end) => Stream(model, plan, set, output, events, head, end)
            )
            .ConfigureAwait(false);
    }

    private static Task Write(HttpContext context, ServedModel model, AnswerPlan plan, AnswerSet set, AnswerHead head)
    {
        ChatCompletion answer = new(
            head.Id,
            Kind,
            head.Created,
            model.Name,
            PropsEndpoint.Build,
            [.. set.Answers.Select(Choice)],
            AnswerNumbers.Usage(plan, set),
            AnswerNumbers.Timings(set.Answers[0])
        );
        return context.Response.WriteAnswer(answer, ServerJson.Bodies.ChatCompletion);
    }

    private static ChatChoice Choice(Answer answer)
    {
        MessageBuilder builder = new();
        builder.Append(answer.Text);
        return new ChatChoice(
            answer.Index,
            builder.Message(),
            answer.Generation.Request.TopLogprobs is null ? null : new ChatLogprobs(answer.Probabilities),
            FinishTexts.OpenAI(answer.Finish ?? FinishReason.TokenLimit)
        );
    }

    private static async Task Stream(
        ServedModel model,
        AnswerPlan plan,
        AnswerSet set,
        EventStream output,
        IAsyncEnumerator<AnswerEvent> events,
        AnswerHead head,
        CancellationToken end
    )
    {
        ChatChunks chunks = new(head, model.Name);
        MessageBuilder?[] builders = new MessageBuilder?[set.Answers.Count];
        do
        {
            (Answer answer, TokenEvent next) = events.Current;
            int index = answer.Index;
            if (builders[index] is null)
            {
                builders[index] = new MessageBuilder();
                await Send(chunks.First(index)).ConfigureAwait(false);
            }

            ChatLogprobs? logprobs = next.Logprobs is null ? null : new ChatLogprobs(answer.Probabilities[^1..]);
            TimingsAnswer? timings = plan.TimingsPerToken ? AnswerNumbers.Timings(answer) : null;
            foreach (ChatDelta delta in builders[index]!.Append(next.Text))
            {
                await Send(chunks.Delta(index, delta, logprobs, timings)).ConfigureAwait(false);
                logprobs = null;
            }

            if (logprobs is not null)
            {
                await Send(chunks.Delta(index, new ChatDelta(), logprobs, timings)).ConfigureAwait(false);
            }

            if (next.Finish is { } reason)
            {
                await Send(chunks.Last(index, FinishTexts.OpenAI(reason), AnswerNumbers.Timings(answer)))
                    .ConfigureAwait(false);
            }
        } while (await events.MoveNextAsync().ConfigureAwait(false));

        if (plan.IncludesUsage)
        {
            await Send(chunks.Usage(AnswerNumbers.Usage(plan, set))).ConfigureAwait(false);
        }

        await output.End(end).ConfigureAwait(false);

        ValueTask Send(ChatChunk chunk) => output.Send(chunk, ServerJson.Bodies.ChatChunk, end);
    }
}
