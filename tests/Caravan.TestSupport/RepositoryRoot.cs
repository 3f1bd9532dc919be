// Finds the project's root, for tests that read fixtures committed with it.
namespace Caravan.TestSupport;

/// <summary>The folder that holds Caravan.slnx, found upwards from the test program.</summary>
public static class RepositoryRoot
{
    /// <summary>The root folder, or null when the tests run away from their repository.</summary>
    public static string? TryFind()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Caravan.slnx")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    /// <summary>Full path of a file committed with the project.</summary>
    public static string PathTo(string relativePath) =>
        Path.Combine(TryFind() ?? throw new DirectoryNotFoundException("Caravan.slnx was not found"), relativePath);
}
