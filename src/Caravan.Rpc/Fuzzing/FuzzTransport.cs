// The client's end of a fuzzed connection, in memory.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>
/// Gives the worker the requests of a script, some of them damaged, dropped or doubled, in pieces of any length. The next request
/// is made when the worker asks for it, so that handles and addresses are those that it has answered by then.
/// </summary>
internal sealed class FuzzTransport : IByteTransport
{
    private const int HeaderBytes = 9;
    private const int KeptAnswerBytes = 64;

    private readonly RpcFuzzScript script;
    private readonly RpcMutator mutator;
    private readonly FuzzAddresses addresses;
    private readonly byte[] frame;
    private readonly byte[] answer = new byte[KeptAnswerBytes];
    private FuzzRandom random;
    private FuzzRequest? asked;
    private int answered;
    private int next;
    private int start;
    private int end;
    private int damaged;
    private bool whole;

    internal FuzzTransport(RpcFuzzScript script)
    {
        this.script = script;
        mutator = new RpcMutator(script.Dialect);
        addresses = new FuzzAddresses(script.Dialect);
        frame = new byte[HeaderBytes + script.Requests.Max(r => r.Payload.Length) + RpcMutator.LongestInsertion];
    }

    /// <inheritdoc/>
    public string Peer => "fuzz";

    /// <summary>Begins a connection.</summary>
    /// <param name="seed">Chooses the damage.</param>
    /// <param name="index">Number of the mutant; a negative one is undamaged.</param>
    internal void Begin(ulong seed, long index)
    {
        random = new FuzzRandom(seed, index);
        addresses.Clear();
        asked = null;
        next = 0;
        start = 0;
        end = 0;
        damaged = index < 0 ? 0 : 1 + random.Below(3);
        whole = random.Below(2) == 0;
    }

    /// <inheritdoc/>
    public int Receive(Span<byte> destination)
    {
        if (start == end && !MakeNext())
        {
            return 0;
        }

        int most = Math.Min(destination.Length, end - start);
        int count = whole ? most : 1 + random.Below(most);
        frame.AsSpan(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> source)
    {
        int kept = Math.Min(source.Length, KeptAnswerBytes - answered);
        source[..kept].CopyTo(answer.AsSpan(answered));
        answered += kept;
        return true;
    }

    private bool MakeNext()
    {
        if (asked is not null)
        {
            addresses.Learn(asked, answer.AsSpan(0, answered));
        }

        if (next >= script.Requests.Count)
        {
            return false;
        }

        // Damage is spread over what is left of the script, so that all parts of it are met alike.
        bool hit = damaged > 0 && random.Below(script.Requests.Count - next) < damaged;
        int kind = hit ? random.Below(12) : -1;
        damaged -= hit ? 1 : 0;
        if (kind == 0 && next + 1 < script.Requests.Count)
        {
            next++;
        }

        asked = script.Requests[next];
        next += kind == 1 ? 0 : 1;
        answered = 0;
        Write(asked);
        if (kind > 1)
        {
            mutator.Mutate(frame, ref end, ref random);
            asked = null;
        }

        return true;
    }

    private void Write(FuzzRequest request)
    {
        start = 0;
        end = HeaderBytes + request.Payload.Length;
        frame[0] = request.Command;
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(1), request.Payload.Length);
        Span<byte> payload = frame.AsSpan(HeaderBytes, request.Payload.Length);
        request.Payload.CopyTo(payload);
        addresses.Map((RpcCommand)request.Command, payload);
    }
}
