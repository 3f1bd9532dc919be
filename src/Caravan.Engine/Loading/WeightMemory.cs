// Where weights lie that are used on the machine that opened the file.
namespace Caravan.Engine;

/// <summary>Memory for the weights of <see cref="LoadedModel"/>.</summary>
public enum WeightMemory
{
    /// <summary>
    /// Memory of the process's own where the system has huge pages, a model is large enough to gain by them, and half of the memory that is available
    /// holds it; otherwise the mapped file.
    /// </summary>
    Automatic,

    /// <summary>The mapped file, in place.</summary>
    Mapped,

    /// <summary>Memory of the process's own, in huge pages where there are any, into which the file is read.</summary>
    Own,
}
