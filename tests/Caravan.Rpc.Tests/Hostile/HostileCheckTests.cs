// The check of hostile cases itself: it has to notice a server that lets things pass or gives wrong answers.
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Scripted;

namespace Caravan.Rpc.Tests.Hostile;

public class HostileCheckTests
{
    private static readonly HostileCase Unknown = HostileCases.Find(GgmlLayout.K, "FREE_BUFFER twice");

    [Fact]
    public void A_server_that_computes_nothing_is_noticed()
    {
        using ScriptedServer server = new(new HandMadeAnswers(GgmlLayout.K).Answer);
        Assert.ThrowsAny<Exception>(() => Run(server));
    }

    [Fact]
    public void A_server_that_keeps_the_hostile_connection_is_noticed()
    {
        // The neighbour must not be what is noticed: only the attack runs.
        HandMadeAnswers answers = new(GgmlLayout.K);
        answers.Replace(GgmlCommand.FreeBuffer, _ => ScriptedAnswer.Framed([]));
        using ScriptedServer server = new(answers.Answer);
        using WorkerSession attacker = new(WorkerUnderTest.Host, server.Port, GgmlLayout.K);
        Exception problem = Assert.ThrowsAny<Exception>(() => HostileCheck.Attack(attacker, Unknown));
        Assert.Contains("still open", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_ends_the_hostile_connection_passes()
    {
        using ScriptedServer server = new(new HandMadeAnswers(GgmlLayout.K).Answer);
        using WorkerSession attacker = new(WorkerUnderTest.Host, server.Port, GgmlLayout.K);
        HostileCheck.Attack(attacker, Unknown);
        Assert.Equal(2, server.Requests.Count(r => r.Command == GgmlCommand.FreeBuffer));
    }

    private static void Run(ScriptedServer server) =>
        HostileCheck.Run(WorkerUnderTest.Host, server.Port, GgmlLayout.K, Unknown);
}
