// Sets a hostile client on a server and watches what becomes of everybody else.
using System.Net.Sockets;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Runs one case against a host and port.</summary>
internal static class HostileCheck
{
    /// <summary>How long a server may take to end a hostile connection, or to answer one that it bears.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Fails the test unless the case ends as it must, while a neighbour's results stay right.</summary>
    internal static void Run(string host, int port, GgmlLayout layout, HostileCase hostile)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                using WorkerSession attacker = new(host, port, layout);
                Attack(attacker, hostile);
                return;
            }
            catch (Exception e) when (i < 200 && e is SocketException or EndOfStreamException)
            {
                Thread.Sleep(20);
            }
        }
    }

    /// <summary>Sends the frames of a case and waits for the connection to end, or to prove that it still serves.</summary>
    internal static void Attack(WorkerSession attacker, HostileCase hostile)
    {
        HostileFrame[] frames = hostile.Frames(attacker);
        RawConnection connection = attacker.Connection;
        try
        {
            foreach (HostileFrame frame in frames)
            {
                connection.SendBytes(frame.Bytes);
            }
        }
        catch (SocketException) when (frames[^1].Bytes.Length > 1 << 16)
        {
            // A long frame may be refused before its end was sent.
        }

        if (hostile.Outcome == HostileOutcome.ClosedOrBorne && StillServes(attacker))
        {
            return;
        }

        Assert.True(
            connection.IsClosedWithin(Patience),
            $"the connection is still open {Patience.TotalSeconds:F0} s after {hostile}"
        );
    }

    // Answers come in order: one that arrives shows that the frame before it was dealt with.
    private static bool StillServes(WorkerSession attacker)
    {
        try
        {
            return attacker.Read(0, 1).Length == 1;
        }
        catch (Exception problem) when (problem is EndOfStreamException or SocketException)
        {
            return false;
        }
    }
}
