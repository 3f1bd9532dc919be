// Where threads shall run, of a command line.
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Platform;

namespace Caravan.Cli.Options;

/// <summary>Reads <see cref="AffinityOptions"/>.</summary>
internal static class AffinityReader
{
    private const int FullPoll = 100;

    /// <summary>Options of the threads for single tokens and for several; sets the priority of the process.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="log">Told what the system does not do.</param>
    /// <exception cref="UsageException">Only processors are named that the process may not use.</exception>
    internal static (TeamOptions Team, TeamOptions Batch) Read(OptionValues values, Log log)
    {
        SetPriority(values.Get(AffinityOptions.Priority), log);
        int[] processors = [.. values.Get(AffinityOptions.Mask).Union(values.Get(AffinityOptions.Range)).Order()];
        TeamOptions team = new()
        {
            Numa = values.Get(AffinityOptions.Numa),
            Processors = processors.Length > 0 ? [.. processors] : [],
            IsStrict = values.Get(AffinityOptions.Strict),
            SpinMicroseconds = Spin(values.Get(AffinityOptions.Poll)),
        };
        int[] batch = [.. values.Get(AffinityOptions.BatchMask).Union(values.Get(AffinityOptions.BatchRange)).Order()];
        TeamOptions batchTeam = team with
        {
            Processors = batch.Length > 0 ? [.. batch] : team.Processors,
            IsStrict = values.Get(AffinityOptions.BatchStrict, team.IsStrict),
            SpinMicroseconds = Spin(values.Get(AffinityOptions.BatchPoll, values.Get(AffinityOptions.Poll))),
        };
        Check(team, log);
        Check(batchTeam, log);
        return (team, batchTeam.Equals(team) ? team : batchTeam);
    }

    private static int Spin(int poll) => poll * TeamOptions.MostSpinMicroseconds / FullPoll;

    private static void Check(TeamOptions team, Log log)
    {
        if (team.Processors.IsEmpty && !team.IsStrict && team.Numa == NumaStrategy.None)
        {
            return;
        }

        int[] allowed = SystemCalls.Current.ThreadAffinity();
        if (allowed.Length == 0)
        {
            log.Note("this system does not bind threads to processors: they run where it puts them");
        }
        else if (!team.Processors.IsEmpty && !team.Processors.Intersect(allowed).Any())
        {
            throw new UsageException(
                $"this process may use processors {CpuReport.RangeText(allowed)}, none of those asked for ({CpuReport.RangeText(team.Processors.AsSpan())})"
            );
        }
    }

    private static void SetPriority(int priority, Log log)
    {
        if (priority != 0 && !ProcessPriority.TrySet(priority))
        {
            log.Note($"--prio {priority} changes nothing: the system does not let this user raise a priority");
        }
    }
}
