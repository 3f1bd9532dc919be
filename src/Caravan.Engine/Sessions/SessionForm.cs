// A program of a session with the memory of its inputs.
namespace Caravan.Engine;

/// <summary>What a step needs; a session has two where prompts have a form of attention of their own.</summary>
/// <param name="session">The program.</param>
/// <param name="sizes">The session's sizes.</param>
internal sealed class SessionForm(SessionProgram session, SessionSizes sizes)
{
    /// <summary>The program.</summary>
    internal SessionProgram Session => session;

    /// <summary>Inputs of a step.</summary>
    internal StepInputs Inputs { get; } =
        new(session.Graph, sizes.MicroBatchSize, sizes.CacheLength, sizes.MaximumOutputs);
}
