// Finds the model that travels with the program.
namespace Caravan.Cli.Running;

/// <summary>The demo's model: beside the program, or in the folder <c>models</c> of a folder above it.</summary>
internal static class DemoModel
{
    private const string RelativePath = "models/austen-llama-Q8_0.gguf";

    /// <summary>Its path.</summary>
    /// <exception cref="FileNotFoundException">It is nowhere.</exception>
    internal static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, RelativePath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException(
            $"{RelativePath} is neither beside the program ({AppContext.BaseDirectory}) nor above it"
        );
    }
}
