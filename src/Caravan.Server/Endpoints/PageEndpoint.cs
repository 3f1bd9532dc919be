// The page at the server's root.
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/</c>: one file inside the program.</summary>
internal sealed class PageEndpoint(ServerState state)
{
    // The page needs nothing from elsewhere, and so nothing else may run in it.
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lazy<byte[]> Page = new(Read);

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
        response.Headers.ContentSecurityPolicy = Policy;
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
}
