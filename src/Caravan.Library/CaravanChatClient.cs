// A model of this process as a chat client.
using System.Runtime.CompilerServices;
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Engine.Batching;
using Caravan.Gguf;
using Caravan.Models;
using Caravan.Models.Chat;
using Caravan.Platform;
using Microsoft.Extensions.AI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Caravan;

/// <summary>
/// Answers conversations with a GGUF model that runs in this process. Safe for use by several threads at once: requests share
/// the model, and as many as <see cref="CaravanOptions.Slots"/> are computed together. Each request carries its whole
/// conversation; what the model has computed of its beginning before is not computed again.
/// </summary>
public sealed class CaravanChatClient : IChatClient
{
    private const string Provider = "caravan";
    private const int UsualContext = 4096;

    private readonly LoadedModel model;
    private readonly InferenceScheduler scheduler;
    private readonly CaravanOptions options;
    private readonly ChatTemplateSet templates;
    private readonly IDisposable[] owned;

    /// <summary>Answers with a model that is loaded already, wherever its layers lie.</summary>
    /// <param name="model">The model; not disposed with the client.</param>
    /// <param name="scheduler">What runs its requests; not disposed with the client.</param>
    /// <param name="options">Template, reasoning and sampling; sizes are those of the scheduler.</param>
    /// <exception cref="ChatTemplateException">The model has no chat template and none is given.</exception>
    public CaravanChatClient(LoadedModel model, InferenceScheduler scheduler, CaravanOptions? options = null)
        : this(model, scheduler, options ?? new CaravanOptions(), []) { }

    private CaravanChatClient(
        LoadedModel model,
        InferenceScheduler scheduler,
        CaravanOptions options,
        IDisposable[] owned
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scheduler);
        (this.model, this.scheduler, this.options, this.owned) = (model, scheduler, options, owned);
        templates = ChatTemplateSet.Choose(model.Metadata, model.Tokenizer.Vocabulary, options.ChatTemplate);
        Metadata = new ChatClientMetadata(Provider, null, Path.GetFileNameWithoutExtension(model.Metadata.Source));
    }

    /// <summary>Who answers: the provider's name and the model's, which is its file's.</summary>
    public ChatClientMetadata Metadata { get; }

    /// <summary>Loads a model on this machine's processor.</summary>
    /// <param name="path">A GGUF file, or any shard of a split one.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellation">Stops loading.</param>
    /// <exception cref="GgufException">The file is damaged.</exception>
    /// <exception cref="ModelException">The model is not supported or its parts do not fit.</exception>
    /// <exception cref="ChatTemplateException">The model has no chat template and none is given.</exception>
    public static CaravanChatClient Open(
        string path,
        CaravanOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new CaravanOptions();
        Stack<IDisposable> owned = [];
        try
        {
            CpuDevice device = new(options.Threads ?? PhysicalCores.Count(), options.BatchThreads);
            owned.Push(device);
            LoadedModel model = LoadedModel.Open(
                path,
                [device],
                PlacementRequest.Local,
                trained => Sizes(options, trained).ForPlacement(trained),
                cancellation: cancellation
            );
            owned.Push(model);
            InferenceScheduler scheduler = new(model, Sizes(options, model.Hyperparameters.ContextLength));
            owned.Push(scheduler);
            return new CaravanChatClient(model, scheduler, options, [.. owned]);
        }
        catch
        {
            while (owned.TryPop(out IDisposable? part))
            {
                part.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ContextFullException">The conversation does not fit into the context.</exception>
    /// <exception cref="QueueFullException">Too many requests wait already.</exception>
    /// <exception cref="NotSupportedException">It holds what a text model cannot read, or a tool that is no function.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ContextFullException">The conversation does not fit into the context.</exception>
    /// <exception cref="QueueFullException">Too many requests wait already.</exception>
    /// <exception cref="NotSupportedException">It holds what a text model cannot read, or a tool that is no function.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Stream(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? Metadata
            : serviceType == typeof(LoadedModel) ? model
            : serviceType == typeof(InferenceScheduler) ? scheduler
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in owned)
        {
            part.Dispose();
        }
    }

    private static SchedulerOptions Sizes(CaravanOptions options, int trained) =>
        new()
        {
            Slots = options.Slots,
            QueueLength = options.QueueLength,
            Session = options.Session with { ContextLength = options.ContextLength ?? Math.Min(trained, UsualContext) },
        };

    private async IAsyncEnumerable<ChatResponseUpdate> Stream(
        IEnumerable<ChatMessage> messages,
        ChatOptions? wishes,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ChatPlan plan = ChatPlan.Make(
            ConversationReader.Read(messages, wishes?.Instructions),
            wishes,
            options,
            templates,
            model.Tokenizer,
            SamplingReader.Read(wishes, this, options.Sampling)
        );
        using Generation generation = Submit(plan.Request, cancellationToken);
        UpdateWriter updates = new(Metadata.DefaultModelId);
        AnswerReader answer = new(plan.Format, plan.Output);
        await foreach (TokenEvent next in generation.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            IList<AIContent> contents = answer.Append(next.Text, isLast: next.Finish is not null);
            if (contents.Count > 0)
            {
                yield return updates.Of(contents);
            }

            if (next.Finish is { } reason)
            {
                yield return updates.Last(generation, reason, answer.HasCalls);
            }
        }
    }

    private Generation Submit(GenerationRequest request, CancellationToken cancellation) =>
        scheduler.Submit(request, cancellation) switch
        {
            Submission.Accepted accepted => accepted.Generation,
            Submission.QueueFull full => throw new QueueFullException(full.Waiting, full.RetryAfter),
            { } other => throw new InvalidOperationException($"{other.GetType().Name} is no known submission"),
        };
}
