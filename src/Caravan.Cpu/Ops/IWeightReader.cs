// A step whose weights lie where they always do.
namespace Caravan.Cpu;

/// <summary>Can tell before it runs which memory each thread will read first.</summary>
internal interface IWeightReader
{
    /// <summary>Names the weights with which each thread of a team begins.</summary>
    void Announce(IdleFetch fetch);
}
