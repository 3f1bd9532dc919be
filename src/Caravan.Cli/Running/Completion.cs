// Completes a prompt: prints it, generates, and in interactive mode lets the user write in between.
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Engine.Sampling;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Running;

/// <summary>One run of llama-cli's loop over a session.</summary>
internal sealed class Completion
{
    // A reverse prompt may be tokenized with what follows it; llama-cli looks so much further where nobody can intervene.
    private const int ReversePromptSlack = 2;
    private readonly TextGenerator generator;
    private readonly SamplerChain sampler;
    private readonly Tokenizer tokenizer;
    private readonly CompletionSettings settings;
    private readonly StandardOutput output;
    private readonly TextPrinter printer;
    private readonly TextStyle style;
    private readonly StopTexts stopTexts;
    private readonly Log log;
    private volatile bool isGenerating;
    private volatile bool userWantsToWrite;
    private int remaining;

    /// <summary>A run with everything ready.</summary>
    internal Completion(
        TextGenerator generator,
        SamplerChain sampler,
        Tokenizer tokenizer,
        CompletionSettings settings,
        StandardOutput output,
        Log log
    )
    {
        this.generator = generator;
        this.sampler = sampler;
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.output = output;
        this.log = log;
        printer = new TextPrinter(output, tokenizer, settings.ShowSpecial);
        style = new TextStyle(output, settings.IsColored);
        stopTexts = new StopTexts(settings.ReversePrompts, tokenizer, settings.IsInteractive ? 0 : ReversePromptSlack);
    }

    /// <summary>True when Ctrl-C called the user to the keyboard instead of ending the program.</summary>
    internal bool Interject()
    {
        if (!settings.IsInteractive || !isGenerating || userWantsToWrite)
        {
            return false;
        }

        userWantsToWrite = true;
        return true;
    }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="OperationCanceledException">The user ended it.</exception>
    internal void Run(ReadOnlySpan<int> prompt, CancellationToken cancellation)
    {
        remaining = settings.TokensToPredict;
        style.Prompt();
        bool stops = Feed(prompt, settings.ShowPrompt, cancellation);
        style.Reset();
        if (!settings.IsInteractive)
        {
            if (!stops)
            {
                Tell(Generate(cancellation));
            }

            printer.End();
            return;
        }

        bool userFirst = stops || settings.UserWritesFirst;
        while (true)
        {
            StopReason reason = userFirst ? StopReason.ReversePrompt : Generate(cancellation);
            userFirst = false;
            if (reason == StopReason.ContextFull)
            {
                Tell(reason);
                return;
            }

            if (reason == StopReason.EndOfText)
            {
                EndTurn(cancellation);
            }

            if (remaining == 0)
            {
                remaining = settings.TokensToPredict;
            }

            if (!TakeInput(cancellation))
            {
                return;
            }
        }
    }

    private StopReason Generate(CancellationToken cancellation)
    {
        isGenerating = true;
        userWantsToWrite = false;
        try
        {
            while (remaining != 0)
            {
                cancellation.ThrowIfCancellationRequested();
                if (userWantsToWrite)
                {
                    return StopReason.Interjection;
                }

                if (generator.Room <= 0)
                {
                    return StopReason.ContextFull;
                }

                int token = generator.Next();
                remaining -= remaining > 0 ? 1 : 0;
                bool stops = stopTexts.Add(token, printer.Print(token));
                if (tokenizer.IsEndOfGeneration(token))
                {
                    return StopReason.EndOfText;
                }

                if (stops)
                {
                    return StopReason.ReversePrompt;
                }
            }

            return StopReason.Count;
        }
        finally
        {
            isGenerating = false;
        }
    }

    // Prints and evaluates tokens; true when the text then ends in a reverse prompt.
    private bool Feed(ReadOnlySpan<int> tokens, bool isVisible, CancellationToken cancellation)
    {
        bool stops = false;
        foreach (int token in tokens)
        {
            stops = stopTexts.Add(token, printer.Print(token, isVisible));
        }

        generator.Prompt(tokens, cancellation);
        return stops;
    }

    // The model ended its turn: what the user's turn begins with takes the place of what it would have written.
    private void EndTurn(CancellationToken cancellation)
    {
        if (settings.ReversePrompts.Count > 0)
        {
            Feed(
                tokenizer.Encode(settings.ReversePrompts[0], addSpecial: false, parseSpecial: true),
                isVisible: false,
                cancellation
            );
        }

        output.Write("\n");
    }

    // False when the input has ended.
    private bool TakeInput(CancellationToken cancellation)
    {
        List<int> tokens = [];
        if (settings.BeginsInputs && tokenizer.Vocabulary.Special.Bos is int begin)
        {
            tokens.Add(begin);
        }

        output.Write(settings.InputPrefix);
        style.Input();
        string? input = settings.Input.Read();
        style.Reset();
        cancellation.ThrowIfCancellationRequested();
        if (input is null)
        {
            log.Info("end of input");
            return false;
        }

        if (input.Length > 0)
        {
            output.Write(settings.InputSuffix);
            tokens.AddRange(tokenizer.Encode(settings.InputPrefix, addSpecial: false, parseSpecial: true));
            int[] written = tokenizer.Encode(settings.Unescape(input), addSpecial: false, parseSpecial: false);
            tokens.AddRange(written);
            tokens.AddRange(tokenizer.Encode(settings.InputSuffix, addSpecial: false, parseSpecial: true));
            remaining = remaining > 0 ? Math.Max(remaining - written.Length, 0) : remaining;
        }

        // As in llama-cli penalties and stop texts look no further back than the user's input.
        sampler.Reset();
        stopTexts.Clear();
        Feed(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens), isVisible: false, cancellation);
        stopTexts.Clear();
        return true;
    }

    private void Tell(StopReason reason)
    {
        switch (reason)
        {
            case StopReason.EndOfText:
                log.Info(" [end of text]");
                break;
            case StopReason.ContextFull:
                log.Info("");
                log.Note("the context is full: generation stops (raise -c to go on; the context is not shifted)");
                break;
        }
    }
}
