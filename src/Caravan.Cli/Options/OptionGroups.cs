// Tables of options that several commands share, as far as a command has no options of its own in their place.
namespace Caravan.Cli.Options;

/// <summary>Combines groups of options.</summary>
internal static class OptionGroups
{
    /// <summary>A group without the options whose spellings others have.</summary>
    internal static OptionGroup Without(this OptionGroup group, params ReadOnlySpan<OptionGroup> others)
    {
        HashSet<string> taken = [];
        foreach (OptionGroup other in others)
        {
            taken.UnionWith(other.Options.SelectMany(option => option.Names.Concat(option.Negatives)));
        }

        return group with
        {
            Options = [.. group.Options.Where(option => !option.Names.Any(taken.Contains))],
        };
    }
}
