// Bounds on what a client may make the worker hold, apart from the memory of buffers.
namespace Caravan.Rpc;

/// <summary>Named limits of a connection.</summary>
internal static class FrameLimits
{
    /// <summary>Bytes of a graph: 195,000 descriptors, some forty times the largest that clients build.</summary>
    internal const int GraphBytes = 64 << 20;

    /// <summary>Buffers of a connection. Each is a map of its own, and a process has some 65,000 of those.</summary>
    internal const int Buffers = 1024;

    /// <summary>Files mapped over buffers of a device; a map may cut the one around it in two.</summary>
    internal const int FileMaps = 8192;

    /// <summary>Bytes of a buffer's addresses, far below where sums of addresses would wrap.</summary>
    internal const long BufferBytes = 1L << 56;

    /// <summary>Bytes of receive buffer at the start.</summary>
    internal const int ReceiveBytes = 64 << 10;

    /// <summary>Answers up to this leave in one piece.</summary>
    internal const int AnswerBytes = 64 << 10;

    /// <summary>Bytes received or copied at once where a span is the unit.</summary>
    internal const int PieceBytes = 1 << 30;
}
