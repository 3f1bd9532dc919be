// A cache write that is a copy into a view whose start moves.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>A SET_ROWS node that is sent as VIEW and CPY.</summary>
/// <param name="Node">The node.</param>
/// <param name="ViewId">Id of the view in the message.</param>
/// <param name="ViewOffset">Byte offset of the view's descriptor in the message.</param>
/// <param name="CopyOffset">Byte offset of the copy's descriptor in the message.</param>
internal sealed record CacheCopyNode(GraphTensor Node, ulong ViewId, int ViewOffset, int CopyOffset);
