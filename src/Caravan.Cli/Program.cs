// Process start-up: runs the command line and turns whatever goes wrong into one line and an exit code.
using Caravan.Cli;
using Caravan.Cli.Terminal;

try
{
    return CommandLine.Run(ProgramName.Read(), args);
}
catch (Exception problem)
{
    return Failures.Report(problem, isVerbose: args.Intersect(Failures.VerboseNames).Any());
}
