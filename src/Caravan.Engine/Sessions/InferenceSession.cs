// One sequence of tokens run through a loaded model on its device.
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
    /// <summary>The cache is looked at in multiples of this many positions, so that programs need few forms.</summary>
    private const int CachePadding = 256;

    private readonly LoadedModel model;
    private readonly ModelGraph graph;
    private readonly IProgram program;
    private readonly StepInputs inputs;
    private readonly List<IDeviceBuffer> caches = [];
    private readonly float[] logits;

    /// <summary>Builds the graph, allocates the cache and compiles the program.</summary>
    /// <exception cref="ModelException">The options do not fit the model.</exception>
    /// <exception cref="DeviceException">The device lacks memory or an op.</exception>
    public InferenceSession(LoadedModel model, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        this.model = model;
        ContextLength = options.ContextLength > 0 ? options.ContextLength : model.Hyperparameters.ContextLength;
        MicroBatchSize = Math.Clamp(Math.Min(options.BatchSize, options.MicroBatchSize), 1, ContextLength);
        BatchSize = Math.Clamp(options.BatchSize, 1, ContextLength);
        MaximumOutputs = Math.Clamp(options.MaximumOutputs, 1, MicroBatchSize);
        // The cache has whole paddings, so that a padded view of it never ends beyond it.
        int cacheLength = (ContextLength + CachePadding - 1) / CachePadding * CachePadding;
        graph = model.BuildGraph(options, cacheLength);
        SymbolValues maximum = new(MicroBatchSize, cacheLength, MaximumOutputs);
        GraphValidator.Validate(graph.Graph, maximum);

        TensorBindings bindings = model.BindWeights(graph);
        try
        {
            foreach (GraphTensor state in graph.Graph.Leaves(TensorRole.State))
            {
                IDeviceBuffer buffer = model.Device.Allocate(state.Shape.Evaluate(maximum).Bytes(state.Type));
                caches.Add(buffer);
                bindings.Bind(state, buffer, 0);
            }

            program = model.Device.Compile(graph.Graph, bindings, maximum);
        }
        catch
        {
            caches.ForEach(c => c.Dispose());
            throw;
        }

        inputs = new StepInputs(graph, MicroBatchSize, cacheLength, MaximumOutputs);
        logits = new float[(long)MaximumOutputs * model.Hyperparameters.VocabularySize];
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

    /// <summary>Bytes of the KV cache.</summary>
    public long CacheBytes => caches.Sum(c => c.Bytes);

    /// <summary>Bytes of the compute buffer.</summary>
    public long ComputeBytes => program.ScratchBytes;

    /// <summary>One line each about options that run in another form than asked for.</summary>
    public IReadOnlyList<string> Notices => graph.Notices;

    /// <summary>Evaluates tokens, in as many micro-batches as needed, and keeps the logits of the last one.</summary>
    /// <exception cref="ContextFullException">They do not fit into the context.</exception>
    /// <exception cref="TokenRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two micro-batches; what was evaluated stays.</exception>
    public void Evaluate(ReadOnlySpan<int> tokens, CancellationToken cancellation = default)
    {
        Check(tokens);
        while (tokens.Length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(tokens.Length, MicroBatchSize);
            Step(tokens[..count], 1);
            tokens = tokens[count..];
        }
    }

    /// <summary>
    /// Evaluates at most one micro-batch and keeps the logits of its last <paramref name="outputs"/> tokens.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More tokens or outputs than a micro-batch allows.</exception>
    public void EvaluateMicroBatch(ReadOnlySpan<int> tokens, int outputs)
    {
        Check(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, MicroBatchSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputs, Math.Min(tokens.Length, MaximumOutputs));
        if (tokens.Length > 0)
        {
            Step(tokens, Math.Max(outputs, 1));
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
        program.Dispose();
        caches.ForEach(c => c.Dispose());
    }

    private void Check(ReadOnlySpan<int> tokens)
    {
        if (tokens.Length > ContextLength - Position)
        {
            throw new ContextFullException(tokens.Length, Position, ContextLength);
        }

        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)model.Hyperparameters.VocabularySize)
            {
                throw new TokenRangeException(token, model.Hyperparameters.VocabularySize);
            }
        }
    }

    private void Step(ReadOnlySpan<int> tokens, int outputs)
    {
        model.CheckUnchanged();
        int end = Position + tokens.Length;
        int cacheLength = (end + CachePadding - 1) / CachePadding * CachePadding;
        inputs.Write(program, tokens, Position, cacheLength, outputs);
        program.Run(new SymbolValues(tokens.Length, cacheLength, outputs));
        int count = outputs * model.Hyperparameters.VocabularySize;
        program.Read(graph.Logits, 0, MemoryMarshal.AsBytes(logits.AsSpan(0, count)));
        Position = end;
    }
}
