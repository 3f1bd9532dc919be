// A relay between an RPC client and a worker that delays, throttles, cuts, stalls and corrupts, for tests and benchmarks.
using System.Net.Sockets;
using Caravan.Relay;

RelayArguments arguments;
try
{
    arguments = RelayArguments.Parse(args);
}
catch (FormatException problem)
{
    Console.Error.WriteLine(problem.Message);
    Console.Error.WriteLine(RelayArguments.Usage);
    return 2;
}

try
{
    EchoMeasurement echo = EchoMeasurement.Run(arguments.Options);
    if (arguments.MeasureOnly)
    {
        Console.WriteLine(new RelayReport(0, default, default, echo).ToJson());
        return 0;
    }

    using RelayServer relay = RelayServer.Start(arguments.Options);
    Console.WriteLine($"listening on 127.0.0.1:{relay.Port}");
    while (Console.In.Read() >= 0) { }

    Console.WriteLine(new RelayReport(relay.Connections, relay.ToServer, relay.ToClient, echo).ToJson());
    return 0;
}
catch (Exception problem) when (problem is SocketException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
