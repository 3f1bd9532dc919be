// Numbers for monitoring.
using Caravan.Engine.Batching;
using Caravan.Server.Hosting;
using Caravan.Server.Monitoring;

namespace Caravan.Server.Endpoints;

/// <summary><c>/metrics</c>: llama-server's names, which dashboards know, and some of our own.</summary>
internal sealed class MetricsEndpoint(ServerState state)
{
    private const string Type = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Answers.</summary>
    internal Task Get(HttpContext context)
    {
        SchedulerStatus status = state.Model.Scheduler.Status;
        MetricsSnapshot sums = state.Metrics.Read();
        int busy = status.Slots.Count(slot => slot.IsBusy);
        PrometheusText text = new();
        text.Counter("llamacpp:prompt_tokens_total", "Prompt tokens computed.", status.PromptTokens);
        text.Counter(
            "llamacpp:prompt_seconds_total",
            "Seconds from slot to first token.",
            sums.PromptMilliseconds / 1e3
        );
        text.Counter("llamacpp:tokens_predicted_total", "Tokens generated.", status.GeneratedTokens);
        text.Counter(
            "llamacpp:tokens_predicted_seconds_total",
            "Seconds from first token to last.",
            sums.GenerationMilliseconds / 1e3
        );
        text.Counter("llamacpp:n_decode_total", "Steps computed.", status.Steps);
        text.Counter("llamacpp:n_tokens_max", "Most tokens of one prompt and answer.", sums.MostTokens);
        text.Gauge(
            "llamacpp:prompt_tokens_seconds",
            "Prompt tokens per second.",
            Rate(sums.PromptTokens, sums.PromptMilliseconds)
        );
        text.Gauge(
            "llamacpp:predicted_tokens_seconds",
            "Generated tokens per second of one stream.",
            Rate(sums.GeneratedTokens, sums.GenerationMilliseconds)
        );
        text.Gauge("llamacpp:requests_processing", "Answers being generated.", busy);
        text.Gauge("llamacpp:requests_deferred", "Answers waiting for a slot.", status.Waiting);
        text.Counter("caravan_prompt_tokens_reused_total", "Prompt tokens taken from the cache.", status.ReusedTokens);
        text.Counter("caravan_answers_total", "Answers complete or given up.", sums.Answers);
        text.Counter("caravan_queue_seconds_total", "Seconds of waiting for a slot.", sums.QueueMilliseconds / 1e3);
        text.Counter("caravan_http_requests_total", "HTTP requests.", sums.Requests);
        text.Counter(
            "caravan_http_requests_failed_total",
            "HTTP requests answered with an error.",
            sums.FailedRequests
        );
        text.Gauge("caravan_http_requests_open", "HTTP requests being answered.", sums.OpenRequests);
        text.Gauge("caravan_slots", "Slots.", status.Slots.Length);
        context.Response.ContentType = Type;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static double Rate(long count, double milliseconds) => milliseconds > 0 ? count * 1e3 / milliseconds : 0;
}
