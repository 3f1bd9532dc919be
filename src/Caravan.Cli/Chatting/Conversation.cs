// A conversation with a model: messages, and answers to the last of them.
using System.Text;
using Caravan.Engine;
using Caravan.Engine.Batching;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Output;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Chatting;

/// <summary>Renders the messages, generates, takes the answer apart. An answer computes only what is new since the last.</summary>
internal sealed class Conversation
{
    private readonly PrefixGenerator generator;
    private readonly Tokenizer tokenizer;
    private readonly ChatTemplate template;
    private readonly ChatSettings settings;
    private readonly ChatOutputFormat format;
    private readonly string[] stops;
    private readonly StringBuilder spoken = new();

    /// <summary>An empty conversation.</summary>
    internal Conversation(PrefixGenerator generator, Tokenizer tokenizer, ChatTemplate template, ChatSettings settings)
    {
        this.generator = generator;
        this.tokenizer = tokenizer;
        this.template = template;
        this.settings = settings;
        format = ChatOutputFormat.Of(template);
        stops = [.. settings.StopStrings, .. template.StopStrings.Where(stop => !IsEndToken(stop))];
        Clear();
    }

    /// <summary>The messages so far, the system message first.</summary>
    internal List<ChatMessage> Messages { get; } = [];

    /// <summary>True when reasoning can be ended in the model's place.</summary>
    internal bool CanEndReasoning => format.Reasoning is not null;

    /// <summary>Tokens of the last prompt and answer.</summary>
    internal int Tokens => generator.Tokens.Count;

    /// <summary>Tokens of the last answer.</summary>
    internal int AnswerTokens { get; private set; }

    /// <summary>Forgets all but the system message.</summary>
    internal void Clear()
    {
        string system = Messages is [{ Role: "system" } first, ..] ? first.Content ?? "" : settings.System;
        Messages.Clear();
        SetSystem(system);
    }

    /// <summary>Sets the system message; an empty one removes it.</summary>
    internal void SetSystem(string text)
    {
        if (Messages is [{ Role: "system" }, ..])
        {
            Messages.RemoveAt(0);
        }

        if (text.Length > 0)
        {
            Messages.Insert(0, new ChatMessage("system", text));
        }
    }

    /// <summary>Answers the messages and adds the answer, or as much of it as there is when it is stopped.</summary>
    /// <param name="sink">Shown the answer as it comes.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ChatTemplateException">The template refuses the conversation.</exception>
    /// <exception cref="ContextFullException">The conversation does not fit into the context.</exception>
    internal AnswerEnd Answer(IChatOutputSink sink, CancellationToken stop)
    {
        string prompt = Render();
        ChatOutputCollector collector = new();
        ChatOutputParser parser = new(
            format,
            new ChatOutputOptions
            {
                Reasoning = settings.Reasoning,
                BeginsInReasoning = format.EndsInReasoning(prompt),
            },
            new ForkedSink(sink, collector)
        );
        int[] tokens = Encode(prompt);
        spoken.Clear().Append(prompt);
        AnswerTokens = 0;
        AnswerEnd end;
        try
        {
            generator.Prompt(tokens, stop);
            end = Generate(parser, stop);
        }
        catch (OperationCanceledException)
        {
            end = AnswerEnd.Stopped;
        }

        parser.Finish();
        Messages.Add(collector.ToMessage());
        return end;
    }

    private AnswerEnd Generate(ChatOutputParser parser, CancellationToken stop)
    {
        StreamingDecoder decoder = new(tokenizer, settings.ShowsSpecial || format.NeedsControlTokens);
        StopMatcher matcher = new(stops);
        int reasoned = 0;
        AnswerEnd? end = null;
        while (end is null)
        {
            if (stop.IsCancellationRequested || AnswerTokens == settings.MaximumTokens || generator.Room <= 0)
            {
                end =
                    stop.IsCancellationRequested ? AnswerEnd.Stopped
                    : generator.Room <= 0 ? AnswerEnd.ContextFull
                    : AnswerEnd.TokenLimit;
                break;
            }

            int token = generator.Next();
            AnswerTokens++;
            if (tokenizer.IsEndOfGeneration(token))
            {
                end = AnswerEnd.Complete;
                break;
            }

            ReadOnlySpan<char> text = decoder.Append(token);
            spoken.Append(text);
            parser.Append(matcher.Append(text));
            end = matcher.IsStopped ? AnswerEnd.Complete : null;
            reasoned += parser.IsReasoning ? 1 : 0;
            if (parser.IsReasoning && reasoned == settings.ReasoningBudget)
            {
                EndReasoning(parser, matcher, stop);
            }
        }

        if (!matcher.IsStopped)
        {
            ReadOnlySpan<char> rest = decoder.Flush();
            spoken.Append(rest);
            parser.Append(matcher.Append(rest));
            parser.Append(matcher.Flush());
        }

        return end.Value;
    }

    /// <summary>Writes the end of the reasoning in the model's place.</summary>
    private void EndReasoning(ChatOutputParser parser, StopMatcher matcher, CancellationToken stop)
    {
        if (format.Reasoning is not { } tags)
        {
            return;
        }

        string text = $"\n{settings.BudgetMessage}\n{tags.Close}\n\n";
        generator.Append(tokenizer.Encode(text, addSpecial: false, parseSpecial: true), stop);
        spoken.Append(text);
        parser.Append(matcher.Append(text));
    }

    private string Render()
    {
        try
        {
            return template.Render(
                new ChatTemplateInput
                {
                    Messages = Messages,
                    EnableThinking = settings.EnableThinking,
                    Arguments = settings.Arguments,
                }
            );
        }
        catch (JinjaException error)
        {
            throw new ChatTemplateException(error.Message, error);
        }
    }

    /// <summary>
    /// The prompt's tokens: where it goes on from what was said, the tokens that were said and those of the rest, since
    /// a model seldom writes a text in the tokens that a tokenizer would choose.
    /// </summary>
    private int[] Encode(string prompt)
    {
        string said = spoken.ToString();
        if (said.Length > 0 && prompt.Length > said.Length && prompt.StartsWith(said, StringComparison.Ordinal))
        {
            int[] rest = tokenizer.Encode(prompt[said.Length..], addSpecial: false, parseSpecial: true);
            // A tokenizer that puts a space before texts would put one into the midst of this one.
            if (!tokenizer.Vocabulary.AddSpacePrefix || IsControl(rest[0]))
            {
                return [.. SaidTokens(), .. rest];
            }
        }

        return tokenizer.Encode(prompt, addSpecial: true, parseSpecial: true);
    }

    // The token that ended the answer is in the prompt again where the template writes one.
    private IEnumerable<int> SaidTokens() =>
        generator.Tokens is [.., int last] && tokenizer.IsEndOfGeneration(last)
            ? generator.Tokens.SkipLast(1)
            : generator.Tokens;

    private bool IsControl(int token) => (tokenizer.Vocabulary.Attributes(token) & TokenAttributes.Control) != 0;

    private bool IsEndToken(string text) =>
        tokenizer.Encode(text, addSpecial: false, parseSpecial: true) is [int token]
        && tokenizer.IsEndOfGeneration(token);
}
