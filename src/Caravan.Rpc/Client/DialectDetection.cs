// Finds out which dialect a worker speaks.
using System.Buffers.Binary;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>Opens a connection with the HELLO of the worker's family.</summary>
internal static class DialectDetection
{
    private const int UpstreamAnswerBytes = 28;
    private const int IkAnswerBytes = 3;

    /// <summary>
    /// Connects and greets: first as upstream does, since a worker of the other family closes at once and one that is busy
    /// stays silent in both, then without a payload.
    /// </summary>
    /// <exception cref="RpcException">The worker cannot be reached or speaks nothing that is spoken here.</exception>
    internal static (RpcConnection Connection, Dialect Dialect, RpcVersion Version) Open(
        RpcEndpoint endpoint,
        RpcClientOptions options
    )
    {
        if (options.Dialect is { } chosen)
        {
            RpcConnection known = RpcConnection.Open(endpoint, options);
            RpcVersion told = Greet(known, chosen.Family);
            return told.Major == chosen.Version.Major
                ? (known, chosen, told)
                : throw known.Refuse(
                    RpcCommand.Hello,
                    $"it speaks version {told}, but dialect {chosen} was asked for (--rpc-dialect)"
                );
        }

        RpcConnection connection = RpcConnection.Open(endpoint, options);
        try
        {
            return Checked(connection, Greet(connection, DialectFamily.Upstream), DialectFamily.Upstream, options);
        }
        catch (RpcException e) when (e.WasClosed)
        {
            connection.Dispose();
        }

        connection = RpcConnection.Open(endpoint, options);
        RpcVersion version;
        try
        {
            version = Greet(connection, DialectFamily.Ik);
        }
        catch (RpcException e) when (e.WasClosed)
        {
            throw connection.Refuse(
                RpcCommand.Hello,
                "it knows no HELLO: it is llama.cpp of before April 2025 or no worker at all; expected "
                    + string.Join(", ", Dialect.All)
            );
        }

        if (version.Major == Dialect.Ik.Version.Major)
        {
            RequireIk(connection, version);
        }

        return Checked(connection, version, DialectFamily.Ik, options);
    }

    private static RpcVersion Greet(RpcConnection connection, DialectFamily family)
    {
        bool isUpstream = family == DialectFamily.Upstream;
        Span<byte> hello = stackalloc byte[isUpstream ? Dialect.CapabilityBytes : 0];
        Span<byte> answer = stackalloc byte[isUpstream ? UpstreamAnswerBytes : IkAnswerBytes];
        hello.Clear();
        connection.Exchange(RpcCommand.Hello, hello, answer);
        return new RpcVersion(answer[0], answer[1], answer[2]);
    }

    private static (RpcConnection, Dialect, RpcVersion) Checked(
        RpcConnection connection,
        RpcVersion version,
        DialectFamily family,
        RpcClientOptions options
    )
    {
        Dialect? dialect = Dialect.Find(family, version.Major);
        if (dialect is null || version.Minor > dialect.Newest.Minor)
        {
            string expected = dialect is null
                ? string.Join(", ", Dialect.All)
                : $"{dialect.Newest} at the most (--rpc-dialect {dialect.Name} tries all the same)";
            throw connection.Refuse(
                RpcCommand.Hello,
                $"it speaks version {version} of the protocol, expected {expected}"
            );
        }

        if (!dialect.IsProved)
        {
            options.Report?.Invoke(
                $"worker {connection.Endpoint}: version {version} of the protocol is spoken by description only, unproved"
            );
        }

        return (connection, dialect, version);
    }

    // Upstream 3.x says the same HELLO, but its descriptors are shorter: it closes when one of this length comes.
    private static void RequireIk(RpcConnection connection, RpcVersion version)
    {
        Dialect dialect = Dialect.Ik;
        Span<byte> request = stackalloc byte[sizeof(uint) + dialect.DescriptorBytes];
        request.Clear();
        TensorDescriptor probe = RawRange.Describe(0, 0, 4);
        probe.Type = (uint)TensorType.F32;
        probe.Extents[0] = 1;
        probe.Write(request[sizeof(uint)..], dialect);
        Span<byte> answer = stackalloc byte[sizeof(ulong)];
        try
        {
            connection.Exchange(RpcCommand.GetAllocationSize, request, answer);
        }
        catch (RpcException e) when (e.WasClosed)
        {
            throw connection.Refuse(
                RpcCommand.Hello,
                $"it is llama.cpp with version {version} of the protocol, expected {Dialect.Ik} or llama.cpp 5.0 and later"
            );
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(answer) is 0 or > 1 << 20)
        {
            throw connection.Refuse(RpcCommand.GetAllocationSize, "it gives a tensor of 4 bytes no sensible size");
        }
    }
}
