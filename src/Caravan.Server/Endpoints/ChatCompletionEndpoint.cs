// The next message of a conversation, in OpenAI's form.
using Caravan.Engine.Batching;
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
        ChatPrompt prompt = ChatPrompts.Make(body, model);
        int? probabilities =
            body.Logprobs == true ? body.TopLogprobs ?? body.NProbs ?? 0
            : body.NProbs is > 0 ? body.NProbs
            : null;
        AnswerPlan plan = AnswerPlanner.Plan(
            body,
            model,
            [PromptReader.Text(prompt.Text, model)],
            probabilities,
            prompt.Form,
            prompt.Format.NeedsControlTokens,
            prompt.StopStrings
        );
        AnswerHead head = AnswerHead.New("chatcmpl-");
        await Run(
                context,
                model,
                plan,
                set => Write(context, model, plan, set, head, prompt),
                (set, output, events, end) => Stream(model, plan, set, output, events, head, prompt, end)
            )
            .ConfigureAwait(false);
    }

    private static Task Write(
        HttpContext context,
        ServedModel model,
        AnswerPlan plan,
        AnswerSet set,
        AnswerHead head,
        ChatPrompt prompt
    )
    {
        ChatCompletion answer = new(
            head.Id,
            Kind,
            head.Created,
            model.Name,
            PropsEndpoint.Build,
            [.. set.Answers.Select(answer => Choice(answer, prompt))],
            AnswerNumbers.Usage(plan, set),
            AnswerNumbers.Timings(set.Answers[0])
        );
        return context.Response.WriteAnswer(answer, ServerJson.Bodies.ChatCompletion);
    }

    private static ChatChoice Choice(Answer answer, ChatPrompt prompt)
    {
        MessageBuilder builder = prompt.NewMessage();
        builder.Append(answer.Text);
        builder.Finish();
        return new ChatChoice(
            answer.Index,
            builder.Message(),
            answer.Generation.Request.TopLogprobs is null ? null : new ChatLogprobs(answer.Probabilities),
            Reason(answer.Finish ?? FinishReason.TokenLimit, builder)
        );
    }

    private static async Task Stream(
        ServedModel model,
        AnswerPlan plan,
        AnswerSet set,
        EventStream output,
        IAsyncEnumerator<AnswerEvent> events,
        AnswerHead head,
        ChatPrompt prompt,
        CancellationToken end
    )
    {
        ChatChunks chunks = new(head, model.Name);
        MessageBuilder?[] builders = new MessageBuilder?[set.Answers.Count];
        do
        {
            (Answer answer, TokenEvent next) = events.Current;
            int index = answer.Index;
            if (builders[index] is not { } builder)
            {
                builders[index] = builder = prompt.NewMessage();
                await Send(chunks.First(index)).ConfigureAwait(false);
            }

            List<ChatDelta> news = builder.Append(next.Text);
            if (next.Finish is not null)
            {
                news.AddRange(builder.Finish());
            }

            ChatLogprobs? logprobs = next.Logprobs is null ? null : new ChatLogprobs(answer.Probabilities[^1..]);
            if (logprobs is not null && news.Count == 0)
            {
                news.Add(new ChatDelta());
            }

            TimingsAnswer? timings = plan.TimingsPerToken ? AnswerNumbers.Timings(answer) : null;
            foreach (ChatDelta delta in news)
            {
                await Send(chunks.Delta(index, delta, logprobs, timings)).ConfigureAwait(false);
                logprobs = null;
            }

            if (next.Finish is { } reason)
            {
                await Send(chunks.Last(index, Reason(reason, builder), AnswerNumbers.Timings(answer)))
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

    private static string Reason(FinishReason reason, MessageBuilder message)
    {
        string text = FinishTexts.OpenAI(reason);
        return text == FinishTexts.Stop && message.HasCalls ? "tool_calls" : text;
    }
}
