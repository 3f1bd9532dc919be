// What slots have cached, to files and back.
using System.Diagnostics;
using System.Globalization;
using Caravan.Engine.Batching;
using Caravan.Server.Contracts;
using Caravan.Server.Hosting;
using Caravan.Server.Security;

namespace Caravan.Server.Endpoints;

/// <summary><c>/slots/N?action=save</c>, <c>restore</c> and <c>erase</c>.</summary>
internal sealed class SlotFileEndpoint(ServerState state)
{
    private const string Field = "filename";
    private const string Temporary = ".writing";

    /// <summary>Answers a request.</summary>
    internal async Task Post(HttpContext context)
    {
        InferenceScheduler scheduler = state.Model.Scheduler;
        string folder =
            state.Options.SlotFolder
            ?? throw ApiException.NotSupported("slots are not saved: start the server with --slot-save-path");
        int slot = SlotOf(context, scheduler);
        string action = context.Request.Query["action"].ToString();
        SlotFileAnswer answer;
        try
        {
            answer = action switch
            {
                "save" => await Save(slot, scheduler, folder, await Name(context).ConfigureAwait(false))
                    .ConfigureAwait(false),
                "restore" => await Restore(slot, scheduler, folder, await Name(context).ConfigureAwait(false))
                    .ConfigureAwait(false),
                "erase" => new SlotFileAnswer(slot)
                {
                    NErased = (await scheduler.EraseSlot(slot).ConfigureAwait(false)).Tokens,
                },
                _ => throw ApiException.BadRequest($"action is '{action}', expected save, restore or erase", "action"),
            };
        }
        catch (SlotFileException problem)
        {
            throw ApiException.BadRequest(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw ApiException.Failed($"the file of slot {slot}: {problem.Message}");
        }

        await context.Response.WriteAnswer(answer, ServerJson.Bodies.SlotFileAnswer).ConfigureAwait(false);
    }

    private static int SlotOf(HttpContext context, InferenceScheduler scheduler)
    {
        string text = context.Request.RouteValues["slot"]?.ToString() ?? "";
        int count = scheduler.Status.Slots.Length;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int slot) && slot < count
            ? slot
            : throw ApiException.BadRequest($"there is no slot '{text}', slots are 0 to {count - 1}", "slot");
    }

    private async Task<string> Name(HttpContext context)
    {
        SlotFileRequest body = await state
            .Bodies.Read(context, ServerJson.Bodies.SlotFileRequest)
            .ConfigureAwait(false);
        return FileNames.IsPlain(body.Filename)
            ? body.Filename!
            : throw ApiException.BadRequest(
                $"filename is '{body.Filename}', expected a name of letters, digits, '.', '_' and '-' and no path",
                Field
            );
    }

    // Under another name until it is whole: a reader finds the old file or the new one.
    private static async Task<SlotFileAnswer> Save(int slot, InferenceScheduler scheduler, string folder, string name)
    {
        long started = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        string temporary = $"{path}.{Guid.NewGuid():n}{Temporary}";
        try
        {
            SlotTransfer transfer;
            FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                transfer = await scheduler.SaveSlot(slot, file).ConfigureAwait(false);
            }

            File.Move(temporary, path, overwrite: true);
            return new SlotFileAnswer(slot)
            {
                Filename = name,
                NSaved = transfer.Tokens,
                NWritten = transfer.Bytes,
                Timings = new SlotFileTimings { SaveMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds },
            };
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task<SlotFileAnswer> Restore(
        int slot,
        InferenceScheduler scheduler,
        string folder,
        string name
    )
    {
        long started = Stopwatch.GetTimestamp();
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw ApiException.BadRequest($"there is no file '{name}' in the server's folder", Field);
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read);
        await using (file.ConfigureAwait(false))
        {
            SlotTransfer transfer = await scheduler.RestoreSlot(slot, file).ConfigureAwait(false);
            return new SlotFileAnswer(slot)
            {
                Filename = name,
                NRestored = transfer.Tokens,
                NRead = transfer.Bytes,
                Timings = new SlotFileTimings { RestoreMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds },
            };
        }
    }
}
