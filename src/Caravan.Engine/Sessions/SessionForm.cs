// A program of a session with its inputs.
namespace Caravan.Engine;

/// <summary>What a step needs; a session has two where prompts have a form of attention of their own.</summary>
/// <param name="Session">The program.</param>
/// <param name="Inputs">Inputs of a step.</param>
internal sealed record SessionForm(SessionProgram Session, StepInputs Inputs);
