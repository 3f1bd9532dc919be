// What a worker may do with a hostile frame.
namespace Caravan.Rpc.Tests.Hostile;

/// <summary>The behaviour that a case asks for; in every case nothing else may be disturbed.</summary>
internal enum HostileOutcome
{
    /// <summary>The connection that sent it ends.</summary>
    Closed,

    /// <summary>The connection ends, or the frame is borne without harm: what it computes does not leave its own buffers.</summary>
    ClosedOrBorne,
}
