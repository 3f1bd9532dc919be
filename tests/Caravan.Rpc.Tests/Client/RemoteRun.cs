// Runs a model file on one device of a worker.
using Caravan.Engine;
using Caravan.Engine.Tests;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Client;

/// <summary>A model wholly on a worker's first device.</summary>
internal sealed class RemoteRun : IDisposable
{
    private readonly LoadedModel model;

    internal RemoteRun(RpcEndpoint endpoint, string path, SessionOptions options, Dialect? dialect = null)
    {
        Server = RpcServer.Connect(endpoint, new RpcClientOptions { Dialect = dialect });
        LoadedModel? opened = null;
        try
        {
            opened = LoadedModel.Open(path, Server.Devices[0]);
            Session = new InferenceSession(opened, options);
            model = opened;
        }
        catch
        {
            // The real workers serve one client at a time: one that is left open blocks all others.
            opened?.Dispose();
            Server.Dispose();
            throw;
        }
    }

    /// <summary>The worker.</summary>
    internal RpcServer Server { get; }

    /// <summary>The session.</summary>
    internal InferenceSession Session { get; }

    /// <summary>A real peer by dialect, K or B; skips the test without one.</summary>
    internal static RpcEndpoint RealPeerOf(string dialect)
    {
        (string host, int port) = RealPeer.Require(dialect == "K" ? GgmlLayout.K : GgmlLayout.B);
        return new RpcEndpoint(host, port);
    }

    /// <summary>Logits of every token.</summary>
    internal float[] AllLogits(ReadOnlySpan<int> tokens)
    {
        Session.EvaluateMicroBatch(tokens, tokens.Length);
        List<float> all = [];
        for (int i = 0; i < tokens.Length; i++)
        {
            all.AddRange(Session.Logits(i));
        }

        return [.. all];
    }

    /// <summary>The tokens that greedy choice adds.</summary>
    internal int[] Greedy(int count)
    {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = ModelRun.Best(Session.Logits(i == 0 ? LastOutput : 0));
            Session.Evaluate([tokens[i]]);
        }

        return tokens;
    }

    /// <summary>Index of the last output of the first evaluation.</summary>
    internal int LastOutput { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        model.Dispose();
        Server.Dispose();
    }
}
