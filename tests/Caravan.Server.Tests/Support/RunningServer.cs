// A server in this process on a free loopback port.
using Caravan.Engine;
using Caravan.Engine.Batching;
using Caravan.Models.Chat;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caravan.Server.Tests.Support;

/// <summary>A server with a model of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CaravanServer server;

    private RunningServer(CaravanServer server, TestModel model, InferenceScheduler scheduler)
    {
        this.server = server;
        Model = model;
        Scheduler = scheduler;
        Client = new TestClient(new Uri(server.Addresses[0]));
    }

    internal TestModel Model { get; }

    internal InferenceScheduler Scheduler { get; }

    internal TestClient Client { get; }

    internal Uri Address => Client.Address;

    /// <summary>Starts a server.</summary>
    internal static async Task<RunningServer> Start(
        ServerOptions? options = null,
        int slots = 4,
        int queue = 16,
        int context = TestModel.Context,
        Func<ServedModelOptions, ServedModelOptions>? change = null
    )
    {
        TestModel model = new();
        LastStepLedger ledger = new();
        InferenceScheduler scheduler = new(
            model.Model,
            new SchedulerOptions
            {
                Slots = slots,
                QueueLength = queue,
                Session = new SessionOptions { ContextLength = context, MicroBatchSize = 64 },
            },
            ledger
        );
        CaravanServer server = new((options ?? new ServerOptions()) with { Port = 0 }, NullLogger.Instance);
        await server.Start();
        ServedModelOptions served = new()
        {
            Names = ["austen", "jane"],
            Path = TestModel.FilePath,
            Templates = ChatTemplateSet.Choose(model.Model.Metadata, model.Model.Tokenizer.Vocabulary, "chatml"),
            Ledger = ledger,
        };
        server.Serve(new ServedModel(model.Model, scheduler, change?.Invoke(served) ?? served));
        return new RunningServer(server, model, scheduler);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.Stop();
        await server.DisposeAsync();
        Scheduler.Dispose();
        Model.Dispose();
    }

    /// <summary>Waits until no slot is busy and nobody waits.</summary>
    internal async Task Idle()
    {
        for (int i = 0; i < 500; i++)
        {
            SchedulerStatus status = Scheduler.Status;
            if (status.Waiting == 0 && status.Slots.All(slot => !slot.IsBusy))
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("a slot is busy 5 seconds after its request");
    }
}
