// Finds the folder of shared fixtures, and skips a test, with the reason, where it is missing.

namespace Caravan.TestSupport;

/// <summary>The folder of models, goldens and vocabularies beside the project, or where CARAVAN_SHARED points.</summary>
public static class SharedFolder
{
    private static readonly string? Root = Find();

    /// <summary>True when the folder is there.</summary>
    public static bool Exists => Root is not null;

    /// <summary>Full path of a file or folder below the shared folder; skips the calling test when there is none.</summary>
    public static string Require(string relativePath)
    {
        Assert.SkipWhen(
            Root is null,
            "the shared fixtures are missing: set CARAVAN_SHARED or put the folder beside the project"
        );
        string path = Path.Combine(Root!, relativePath);
        Assert.True(Path.Exists(path), $"{relativePath} is missing from the shared folder {Root}");
        return path;
    }

    private static string? Find()
    {
        string? configured = Environment.GetEnvironmentVariable("CARAVAN_SHARED");
        if (!string.IsNullOrEmpty(configured))
        {
            return Directory.Exists(configured)
                ? Path.GetFullPath(configured)
                : throw new DirectoryNotFoundException($"CARAVAN_SHARED names {configured}, which is no folder");
        }

        string? root = RepositoryRoot.TryFind();
        string? beside = root is null ? null : Path.GetFullPath(Path.Combine(root, "..", "shared"));
        return beside is not null && File.Exists(Path.Combine(beside, "DESIGN.md")) ? beside : null;
    }
}
