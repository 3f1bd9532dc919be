// One sequence of tokens run through a loaded model on its devices.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>
/// A sequence of tokens with its KV cache. Evaluating tokens appends them and leaves the logits that were asked for;
/// in steady state it allocates nothing. Not safe for use by several threads at once.
/// </summary>
public sealed class InferenceSession : IDisposable
{
    private readonly LoadedModel model;
    private readonly SessionForm generation;

    // The same as the other where the model has one form of attention.
    private readonly SessionForm prompts;
    private readonly float[] logits;

    /// <summary>Builds the graph, allocates the cache and compiles the program.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Sizes and forms.</param>
    /// <param name="ledger">Told what each step cost; null for nobody.</param>
    /// <exception cref="ModelException">The options do not fit the model.</exception>
    /// <exception cref="GraphException">An op needs weights of two devices; the message names both.</exception>
    /// <exception cref="DeviceException">A device lacks memory or an op.</exception>
    public InferenceSession(LoadedModel model, SessionOptions options, IStepLedger? ledger = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        this.model = model;
        SessionSizes sizes = SessionSizes.Of(options, model.Hyperparameters);
        (ContextLength, BatchSize, MicroBatchSize, MaximumOutputs) = sizes;
        SessionProgram program = new(model, options, sizes.Maximum, ledger);
        SessionProgram? ofPrompts = null;
        try
        {
            generation = new SessionForm(program, new StepInputs(program.Graph, sizes));
            ofPrompts = program.ForPrompts(options, sizes.Maximum, ledger);
            prompts = ofPrompts is null
                ? generation
                : new SessionForm(ofPrompts, new StepInputs(ofPrompts.Graph, generation.Inputs));
            logits = new float[(long)MaximumOutputs * model.Hyperparameters.VocabularySize];
        }
        catch
        {
            ofPrompts?.Dispose();
            program.Dispose();
            throw;
        }
    }

    /// <summary>Room for so many tokens.</summary>
    public int ContextLength { get; }

    /// <summary>Tokens computed at once at the most.</summary>
    public int MicroBatchSize { get; }

    /// <summary>Tokens of a prompt handed over at once.</summary>
    public int BatchSize { get; }

    /// <summary>Rows of logits of one micro-batch at the most.</summary>
    public int MaximumOutputs { get; }

    /// <summary>Tokens evaluated so far.</summary>
    public int Position { get; private set; }

    /// <summary>True where prompts have a form of attention of their own, so that a token's way depends on who chose it.</summary>
    public bool HasPromptForm => prompts != generation;

    /// <summary>Bytes of the KV cache.</summary>
    public long CacheBytes => generation.Session.CacheBytes;

    /// <summary>Bytes of the compute buffers.</summary>
    public long ComputeBytes =>
        generation.Session.Program.ScratchBytes + (HasPromptForm ? prompts.Session.Program.ScratchBytes : 0);

    /// <summary>One line each about options that run in another form than asked for.</summary>
    public IReadOnlyList<string> Notices => prompts.Session.Notices;

    /// <summary>
    /// Evaluates tokens of a prompt, in as many micro-batches as needed, and keeps the logits of the last one. Where prompts have a form
    /// of attention of their own (see <see cref="SessionOptions.LatentAttention"/>), tokens that the model chose belong to
    /// <see cref="EvaluateGenerated"/>.
    /// </summary>
    /// <exception cref="ContextFullException">They do not fit into the context.</exception>
    /// <exception cref="TokenRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two micro-batches; what was evaluated stays.</exception>
    public void Evaluate(ReadOnlySpan<int> tokens, CancellationToken cancellation = default) =>
        Evaluate(prompts, tokens, cancellation);

    /// <summary>
    /// Evaluates tokens as generation does, one or several, and keeps the logits of the last one: results are those of one after the other,
    /// to the last bit.
    /// </summary>
    /// <exception cref="ContextFullException">They do not fit into the context.</exception>
    /// <exception cref="TokenRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two micro-batches; what was evaluated stays.</exception>
    public void EvaluateGenerated(ReadOnlySpan<int> tokens, CancellationToken cancellation = default) =>
        Evaluate(generation, tokens, cancellation);

    /// <summary>
    /// Evaluates at most one micro-batch of a prompt and keeps the logits of its last <paramref name="outputs"/> tokens.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More tokens or outputs than a micro-batch allows.</exception>
    public void EvaluateMicroBatch(ReadOnlySpan<int> tokens, int outputs)
    {
        Check(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, MicroBatchSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputs, Math.Min(tokens.Length, MaximumOutputs));
        if (tokens.Length > 0)
        {
            Step(prompts, tokens, Math.Max(outputs, 1));
        }
    }

    /// <summary>Logits of output <paramref name="index"/> of the last evaluation: one float for each token.</summary>
    public ReadOnlySpan<float> Logits(int index = 0) =>
        logits.AsSpan(index * model.Hyperparameters.VocabularySize, model.Hyperparameters.VocabularySize);

    /// <summary>Forgets all tokens from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Position);
        Position = length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (HasPromptForm)
        {
            prompts.Session.Dispose();
        }

        generation.Session.Dispose();
    }

    private void Evaluate(SessionForm form, ReadOnlySpan<int> tokens, CancellationToken cancellation)
    {
        Check(tokens);
        while (tokens.Length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(tokens.Length, MicroBatchSize);
            Step(form, tokens[..count], 1);
            tokens = tokens[count..];
        }
    }

    private void Check(ReadOnlySpan<int> tokens)
    {
        if (tokens.Length > ContextLength - Position)
        {
            throw new ContextFullException(tokens.Length, Position, ContextLength);
        }

        TokenRangeException.ThrowIfOutside(tokens, model.Hyperparameters.VocabularySize);
    }

    private void Step(SessionForm form, ReadOnlySpan<int> tokens, int outputs)
    {
        model.CheckUnchanged();
        IProgram program = form.Session.Program;
        program.Run(SequenceInputs.Write(form.Inputs, program, tokens, Position, outputs));
        int count = outputs * model.Hyperparameters.VocabularySize;
        program.Read(form.Session.Graph.Logits, 0, MemoryMarshal.AsBytes(logits.AsSpan(0, count)));
        Position += tokens.Length;
    }
}
