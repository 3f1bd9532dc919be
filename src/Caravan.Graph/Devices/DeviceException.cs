// Raised when a device cannot do what was asked.
namespace Caravan.Graph;

/// <summary>A device cannot run an op, has too little memory or failed. The message says which and what to do.</summary>
public class DeviceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DeviceException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public DeviceException(string message, Exception inner)
        : base(message, inner) { }
}
