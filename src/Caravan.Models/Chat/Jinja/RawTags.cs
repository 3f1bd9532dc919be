// The tags around text that is no template.
using System.Text.RegularExpressions;

namespace Caravan.Models.Chat.Jinja;

/// <summary>{% raw %} and {% endraw %} with their marks for white space.</summary>
internal static partial class RawTags
{
    /// <summary>The opening tag at the place where the search begins.</summary>
    [GeneratedRegex(@"\G\{%[-+]?\s*raw\s*[-+]?%\}")]
    public static partial Regex Open();

    /// <summary>The next closing tag.</summary>
    [GeneratedRegex(@"\{%[-+]?\s*endraw\s*[-+]?%\}")]
    public static partial Regex Close();
}
