// Decides who is let in, and counts who came.
using System.Diagnostics;
using Caravan.Server.Security;

namespace Caravan.Server.Hosting;

/// <summary>The part of the pipeline before the endpoints.</summary>
internal sealed class AccessControl(RequestDelegate next, ServerState state, KeyCheck keys, OriginCheck origins)
{
    /// <summary>Runs the rest of the pipeline for those who may.</summary>
    internal async Task Invoke(HttpContext context)
    {
        context.Response.Headers.Server = "caravan";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        long started = Stopwatch.GetTimestamp();
        state.Metrics.Begin();
        context.Response.OnCompleted(() => Completed(context, started));
        if (origins.Check(context))
        {
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<PublicMark>() is null)
        {
            keys.Check(context.Request);
        }

        await next(context).ConfigureAwait(false);
    }

    private Task Completed(HttpContext context, long started)
    {
        state.Metrics.End(context.Response.StatusCode);
        ServerLog.Served(
            state.Logger,
            context.Request.Method,
            context.Request.Path,
            context.Response.StatusCode,
            Stopwatch.GetElapsedTime(started).TotalMilliseconds
        );
        return Task.CompletedTask;
    }
}
