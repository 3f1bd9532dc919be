// The page at the server's root.
using System.Security.Cryptography;
using System.Text;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/</c>: one file inside the program.</summary>
internal sealed class PageEndpoint(ServerState state)
{
    private const string ScriptBegin = "<script>";
    private const string ScriptEnd = "</script>";

    private static readonly Lazy<byte[]> Page = new(Read);
    private static readonly Lazy<string> Policy = new(() => PolicyOf(Encoding.UTF8.GetString(Page.Value)));

    /// <summary>Answers.</summary>
    internal Task Get(HttpContext context)
    {
        if (!state.Options.HasPage)
        {
            throw ApiException.NotFound("the page is not served: the server was started with --no-webui");
        }

        HttpResponse response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = Page.Value.Length;
        response.Headers.ContentSecurityPolicy = Policy.Value;
        response.Headers.CacheControl = "no-cache";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.Body.WriteAsync(Page.Value, context.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using Stream stream = typeof(PageEndpoint).Assembly.GetManifestResourceStream("index.html")!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    // The page needs nothing from elsewhere, and no script but its own may run in it.
    private static string PolicyOf(string page)
    {
        int begin = page.IndexOf(ScriptBegin, StringComparison.Ordinal) + ScriptBegin.Length;
        int end = page.IndexOf(ScriptEnd, begin, StringComparison.Ordinal);
        string script = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page[begin..end])));
        return $"default-src 'none'; script-src 'sha256-{script}'; style-src 'unsafe-inline'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
