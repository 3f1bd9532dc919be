// Writes whole answers.
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Caravan.Server.Hosting;

/// <summary>Writes JSON answers.</summary>
internal static class JsonAnswers
{
    /// <summary>Writes an answer with its length.</summary>
    internal static Task WriteAnswer<T>(this HttpResponse response, T value, JsonTypeInfo<T> form)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(value, form);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted).AsTask();
    }
}
