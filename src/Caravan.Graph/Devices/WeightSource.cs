// The bytes of a weight in this process, and where they go.
namespace Caravan.Graph;

/// <summary>A weight on its way to a device.</summary>
/// <param name="Buffer">Buffer of the device.</param>
/// <param name="Offset">Byte offset in the buffer.</param>
/// <param name="Address">Address of the first byte in this process, in a mapped file.</param>
/// <param name="Bytes">Number of bytes.</param>
/// <param name="FilePath">The file that is mapped.</param>
/// <param name="FileOffset">Byte offset in the file.</param>
public sealed record WeightSource(
    IDeviceBuffer Buffer,
    long Offset,
    nint Address,
    long Bytes,
    string FilePath,
    long FileOffset
);
