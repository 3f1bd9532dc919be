// The account of generation in memory.
using Caravan.Graph;

namespace Caravan.Engine.Tests;

public class TokenLedgerTests
{
    private static readonly SymbolValues OneToken = new(1, 256, 1);
    private static readonly SymbolValues Prompt = new(11, 256, 1);

    private readonly TokenLedger ledger = new();

    [Fact]
    public void Steps_of_one_token_are_summed_device_by_device()
    {
        DeviceRecord step = new()
        {
            RunTicks = 1,
            WaitTicks = 2,
            BytesTo = 3,
            BytesFrom = 4,
            MessagesTo = 5,
            MessagesFrom = 6,
            RoundTrips = 7,
            Stages = 8,
        };
        ledger.Record(OneToken, [step, default]);
        ledger.Record(OneToken, [step, step]);
        Assert.Equal(2, ledger.Tokens);
        Assert.Equal(
            new DeviceRecord
            {
                RunTicks = 2,
                WaitTicks = 4,
                BytesTo = 6,
                BytesFrom = 8,
                MessagesTo = 10,
                MessagesFrom = 12,
                RoundTrips = 14,
                Stages = 16,
            },
            ledger.Sums[0]
        );
        Assert.Equal(step, ledger.Sums[1]);
    }

    [Fact]
    public void Steps_of_prompts_are_left_out()
    {
        ledger.Record(Prompt, [new DeviceRecord { Stages = 1 }]);
        Assert.Equal(0, ledger.Tokens);
        Assert.True(ledger.Sums.IsEmpty);
    }

    [Fact]
    public void A_cleared_ledger_begins_again()
    {
        ledger.Record(OneToken, [new DeviceRecord { Stages = 1 }]);
        ledger.Clear();
        Assert.Equal(0, ledger.Tokens);
        ledger.Record(OneToken, [new DeviceRecord { Stages = 4 }]);
        Assert.Equal(4, ledger.Sums[0].Stages);
    }
}
