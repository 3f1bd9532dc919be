// How several devices share a model.
namespace Caravan.Engine;

/// <summary>The values of <c>-sm</c> that work across machines.</summary>
public enum SplitMode
{
    /// <summary>Whole layers are dealt over the devices.</summary>
    Layer,

    /// <summary>One device besides the CPU holds all offloaded layers.</summary>
    None,
}
