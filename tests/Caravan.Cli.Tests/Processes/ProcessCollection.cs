// Tests that start the program run one after another: some of them measure time.
namespace Caravan.Cli.Tests.Processes;

/// <summary>The collection of all tests that start processes.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection
{
    /// <summary>Its name.</summary>
    public const string Name = "processes";
}
