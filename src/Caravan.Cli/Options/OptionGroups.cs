// Tables of options that several commands share, as far as a command has no options of its own in their place.
namespace Caravan.Cli.Options;

/// <summary>Combines groups of options.</summary>
internal static class OptionGroups
{
    /// <summary>How a model is run, whatever for.</summary>
    internal static IReadOnlyList<OptionGroup> Engine =>
        [ContextOptions.Group, RopeOptions.Group, ThreadOptions.Group, PlacementOptions.Group];

    /// <summary>All of a command that writes text in a terminal.</summary>
    /// <param name="conversation">The command's options about conversations.</param>
    internal static IReadOnlyList<OptionGroup> Writing(OptionGroup conversation) =>
        [
            ModelOptions.GroupWithDownloads,
            conversation,
            ChatOptions.Group,
            PromptOptions.Group,
            GenerationOptions.Group,
            SamplingOptions.Group,
            .. Engine,
            OutputOptions.Engine,
            InertOptions.Group.Without(ConversationOptions.GroupWithSwitch),
            LaterOptions.Group.Without(conversation, ChatOptions.Group),
        ];

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
