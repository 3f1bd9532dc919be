// What a program can tell the system about its use of memory.
namespace Caravan.Platform;

/// <summary>How a range of memory is about to be used; see <see cref="ISystemCalls.Advise"/>.</summary>
public enum MemoryAdvice
{
    /// <summary>No particular use.</summary>
    Normal,

    /// <summary>All of it soon: read it from the file ahead of use.</summary>
    WillNeed,

    /// <summary>From front to back: read far ahead.</summary>
    Sequential,

    /// <summary>Here and there: do not read ahead.</summary>
    Random,

    /// <summary>Back it with huge pages where the system can.</summary>
    HugePages,
}
