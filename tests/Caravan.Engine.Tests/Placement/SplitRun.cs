// Runs a model over several devices for tests.
using Caravan.Cpu;
using Caravan.Graph;

namespace Caravan.Engine.Tests;

/// <summary>A model open on workers and the CPU, all in this process.</summary>
internal sealed class SplitRun : IDisposable
{
    private readonly List<IDevice> devices = [];

    internal SplitRun(string path, int workers, PlacementRequest request, SessionOptions options)
    {
        for (int i = 0; i < workers; i++)
        {
            devices.Add(new RecordingDevice($"RPC0[worker{i}:50052]", Calls));
        }

        devices.Add(new CpuDevice(1));
        Model = LoadedModel.Open(path, devices, request, _ => options);
        Session = new InferenceSession(Model, options, Accounts);
    }

    internal List<DeviceCall> Calls { get; } = [];

    internal StepAccounts Accounts { get; } = new();

    internal LoadedModel Model { get; }

    internal InferenceSession Session { get; }

    /// <summary>Logits of every token, evaluated in micro-batches of the session's size.</summary>
    internal float[] AllLogits(ReadOnlySpan<int> tokens)
    {
        List<float> all = [];
        while (tokens.Length > 0)
        {
            int count = Math.Min(tokens.Length, Session.MicroBatchSize);
            Session.EvaluateMicroBatch(tokens[..count], count);
            for (int i = 0; i < count; i++)
            {
                all.AddRange(Session.Logits(i));
            }

            tokens = tokens[count..];
        }

        return [.. all];
    }

    /// <summary>Account of the last step for a device: bytes to and from, tensors to and from, round trips.</summary>
    internal (long BytesTo, long BytesFrom, int MessagesTo, int MessagesFrom, int RoundTrips) Traffic(int device)
    {
        // A step is closed by the first write of the next one or by the end of the session.
        Session.Dispose();
        DeviceRecord record = Accounts.Steps[^1][device];
        return (record.BytesTo, record.BytesFrom, record.MessagesTo, record.MessagesFrom, record.RoundTrips);
    }

    public void Dispose()
    {
        Session.Dispose();
        Model.Dispose();
        devices.ForEach(d => d.Dispose());
    }

    internal static PlacementRequest Request(params (string Pattern, string Device)[] overrides) =>
        new() { Overrides = [.. overrides.Select(o => new TensorOverride(o.Pattern, o.Device))] };
}
