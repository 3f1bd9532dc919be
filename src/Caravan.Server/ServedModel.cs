// A model as requests use it: its tokenizer, its scheduler, its defaults.
using Caravan.Engine;
using Caravan.Engine.Batching;
using Caravan.Graph;
using Caravan.Models.Tokenizers;

namespace Caravan.Server;

/// <summary>A model that is served. The model and the scheduler stay their owner's.</summary>
public sealed class ServedModel
{
    /// <summary>Makes a model ready to be served.</summary>
    public ServedModel(LoadedModel model, InferenceScheduler scheduler, ServedModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(options);
        (Model, Scheduler, Options) = (model, scheduler, options);
        Tokenizer tokenizer = model.Tokenizer;
        int longest = 1;
        for (int token = 0; token < tokenizer.Vocabulary.Count; token++)
        {
            longest = Math.Max(longest, tokenizer.TokenBytes(token).Length);
        }

        LongestPromptBytes = (long)longest * scheduler.ContextLength;
    }

    /// <summary>The options.</summary>
    public ServedModelOptions Options { get; }

    /// <summary>The model.</summary>
    internal LoadedModel Model { get; }

    /// <summary>What runs its requests.</summary>
    internal InferenceScheduler Scheduler { get; }

    /// <summary>The model's tokenizer.</summary>
    internal Tokenizer Tokenizer => Model.Tokenizer;

    /// <summary>The name that answers carry.</summary>
    internal string Name => Options.Names[0];

    /// <summary>When it came to be served.</summary>
    internal DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;

    /// <summary>UTF-8 bytes beyond which a text cannot fit into a slot, whatever its tokens are.</summary>
    internal long LongestPromptBytes { get; }

    /// <summary>Hands in a request.</summary>
    /// <exception cref="ApiException">It is refused.</exception>
    internal Generation Submit(GenerationRequest request, CancellationToken cancellation)
    {
        try
        {
            return Scheduler.Submit(request, cancellation) switch
            {
                Submission.Accepted accepted => accepted.Generation,
                Submission.QueueFull full => throw ApiException.Busy(
                    $"{full.Waiting} requests wait already, try again in {full.RetryAfter.TotalSeconds:F0} s",
                    "queue_full",
                    full.RetryAfter
                ),
                _ => throw new InvalidOperationException("unknown submission"),
            };
        }
        catch (ContextFullException)
        {
            throw ApiException.PromptTooLong(
                $"the prompt has {request.Prompt.Length} tokens, the context {Scheduler.ContextLength} (-c)",
                request.Prompt.Length,
                Scheduler.ContextLength
            );
        }
        catch (TokenRangeException problem)
        {
            throw ApiException.BadRequest(problem.Message, "prompt");
        }
        catch (ArgumentException problem)
        {
            throw ApiException.BadRequest(problem.Message);
        }
        catch (DeviceException problem)
        {
            throw ApiException.Failed(problem.Message);
        }
        catch (ObjectDisposedException)
        {
            throw ApiException.Busy("the server is ending", "shutting_down", null);
        }
    }
}
