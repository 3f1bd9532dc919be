// Keeps pages of other sites from using a server without a key.
using Microsoft.Net.Http.Headers;

namespace Caravan.Server.Security;

/// <summary>
/// A browser sends requests to this machine for whatever page its user has open. Where a key is asked for, pages of others
/// lack it, and those that have it may read answers. Without a key only pages of this server itself, and programs that are no
/// browsers, are let in; a server on loopback is called by loopback's names, so that a page cannot rename itself to it.
/// </summary>
internal sealed class OriginCheck(bool hasKey, bool isLoopback)
{
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Throws where a page of another site asks without a key; lets pages read answers where there is one.</summary>
    /// <returns>True when the request was a browser's question whether it may ask, which is answered.</returns>
    /// <exception cref="ApiException">Another site's page asks.</exception>
    internal bool Check(HttpContext context)
    {
        HttpRequest request = context.Request;
        string origin = request.Headers.Origin.ToString();
        if (!hasKey)
        {
            bool isOwn =
                origin.Length == 0 || origin.EndsWith("://" + request.Host.Value, StringComparison.OrdinalIgnoreCase);
            if (!isOwn)
            {
                throw ApiException.Forbidden(
                    $"a page of {origin} asks: without --api-key only this server's own page is let in"
                );
            }

            if (isLoopback && !IsOwnName(request.Host.Host))
            {
                throw ApiException.Forbidden(
                    $"the server is called {request.Host.Value}: without --api-key it answers as localhost only"
                );
            }

            return false;
        }

        if (origin.Length == 0)
        {
            return false;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = HeaderNames.Origin;
        if (!HttpMethods.IsOptions(request.Method))
        {
            return false;
        }

        headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        headers.AccessControlAllowHeaders = request.Headers.AccessControlRequestHeaders.ToString();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    private static bool IsOwnName(string host) =>
        host.Length == 0
        || OwnNames.Contains(host, StringComparer.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (
            System.Net.IPAddress.TryParse(host, out System.Net.IPAddress? address)
            && System.Net.IPAddress.IsLoopback(address)
        );
}
