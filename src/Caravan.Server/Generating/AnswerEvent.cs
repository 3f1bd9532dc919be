// A token of one of several answers.
using Caravan.Engine.Batching;

namespace Caravan.Server.Generating;

/// <summary>A token and the answer that it belongs to.</summary>
internal readonly record struct AnswerEvent(Answer Answer, TokenEvent Event);
