// Descriptors of tensors on the wire: layout of each dialect.
namespace Caravan.Rpc.Tests;

public sealed class TensorDescriptorTests
{
    [Theory]
    [InlineData("K", 344)]
    [InlineData("B", 296)]
    [InlineData("C6", 296)]
    [InlineData("C7", 296)]
    public void Descriptors_have_the_size_of_their_dialect(string name, int bytes)
    {
        Assert.Equal(bytes, Dialect.All.Single(d => d.Name == name).DescriptorBytes);
    }

    [Theory]
    [InlineData("K")]
    [InlineData("B")]
    public void Descriptors_survive_writing_and_reading(string name)
    {
        Dialect dialect = Dialect.All.Single(d => d.Name == name);
        byte[] bytes = new byte[dialect.DescriptorBytes];
        new Random(3).NextBytes(bytes);
        if (dialect.Family == DialectFamily.Ik)
        {
            bytes.AsSpan(^4).Clear();
        }

        TensorDescriptor.Read(bytes, dialect, out TensorDescriptor descriptor);
        byte[] again = new byte[dialect.DescriptorBytes];
        descriptor.Write(again, dialect);

        Assert.Equal(bytes, again);
    }

    [Fact]
    public void Ops_and_functions_have_the_numbers_of_their_dialect()
    {
        Assert.Equal(100u, Dialect.Upstream5.NumberOf(WireOp.Glu));
        Assert.Equal(97u, Dialect.Ik.NumberOf(WireOp.Glu));
        Assert.Equal(31u, Dialect.Ik.NumberOf(WireOp.MoeFusedUpGate));
        Assert.Null(Dialect.Upstream5.NumberOf(WireOp.MoeFusedUpGate));
        Assert.Equal(8, Dialect.Upstream5.NumberOf(WireUnary.Gelu));
        Assert.Equal(15, Dialect.Ik.NumberOf(WireUnary.Gelu));
        Assert.Equal(101, Dialect.Upstream5.OpCount);
        Assert.Equal(111, Dialect.Ik.OpCount);
    }
}
