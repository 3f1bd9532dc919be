// Tests that measure the whole process run alone.
namespace Caravan.Engine.Tests;

[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
