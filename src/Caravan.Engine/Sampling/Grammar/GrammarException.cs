// A grammar that cannot be used, or a token that it does not allow.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A grammar or JSON schema is refused, or a text has left its grammar; the message is one line.</summary>
public sealed class GrammarException(string message) : Exception(message);
