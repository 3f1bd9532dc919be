// Streaming text: no character in halves, nothing lost.
using System.Text;
using Caravan.Models.Tokenizers;
using static Caravan.Models.Tests.Tokenizers.MemoryVocabulary;

namespace Caravan.Models.Tests.Tokenizers;

public class StreamingDecoderTests
{
    [Fact]
    public void Every_cut_of_a_text_into_three_tokens_gives_the_text_in_whole_characters()
    {
        const string text = "aé€😀z😶\u200D🌫\uFE0F";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int first = 1; first < bytes.Length - 1; first++)
        {
            for (int second = first + 1; second < bytes.Length; second++)
            {
                StreamingDecoder decoder = new(
                    TokensOf(bytes[..first], bytes[first..second], bytes[second..]),
                    renderSpecial: false
                );
                string[] parts =
                [
                    .. Enumerable.Range(FirstExtra, 3).Select(id => decoder.Append(id).ToString()),
                    decoder.Flush().ToString(),
                ];
                Assert.Equal(text, string.Concat(parts));
                Assert.All(parts, part => Assert.False(part.Length > 0 && char.IsHighSurrogate(part[^1])));
            }
        }
    }

    [Fact]
    public void Every_text_comes_out_byte_by_byte()
    {
        const string text = "nǐ hǎo, 世界 🌍!";
        StreamingDecoder decoder = new(TokensOf(), renderSpecial: false);
        StringBuilder decoded = new();
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            decoded.Append(decoder.Append(value));
        }

        Assert.Equal(text, decoded.ToString());
        Assert.Equal("", decoder.Flush().ToString());
    }

    [Fact]
    public void A_byte_that_begins_no_character_is_replaced_at_once()
    {
        StreamingDecoder decoder = new(TokensOf(), renderSpecial: false);
        Assert.Equal("\uFFFD", decoder.Append(0xFF).ToString());
        Assert.Equal("a", decoder.Append('a').ToString());
    }

    [Fact]
    public void A_character_that_breaks_off_is_replaced_when_the_next_byte_shows_it()
    {
        StreamingDecoder decoder = new(TokensOf(), renderSpecial: false);
        Assert.Equal("", decoder.Append(0xE2).ToString());
        Assert.Equal("", decoder.Append(0x82).ToString());
        Assert.Equal("\uFFFDa", decoder.Append('a').ToString());
    }

    [Fact]
    public void An_unfinished_character_is_replaced_at_the_end_and_forgotten()
    {
        StreamingDecoder decoder = new(TokensOf(), renderSpecial: false);
        Assert.Equal("", decoder.Append(0xF0).ToString());
        Assert.Equal("", decoder.Append(0x9F).ToString());
        Assert.Equal("\uFFFD", decoder.Flush().ToString());
        Assert.Equal("", decoder.Flush().ToString());
        Assert.Equal("b", decoder.Append('b').ToString());
    }

    [Theory]
    [InlineData(true, "<|x|>")]
    [InlineData(false, "")]
    public void Control_tokens_appear_on_request(bool renderSpecial, string expected)
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [("<|x|>", Control)], []));
        Assert.Equal(expected, new StreamingDecoder(tokenizer, renderSpecial).Append(FirstExtra).ToString());
    }

    [Fact]
    public void A_token_longer_than_the_buffer_comes_out_whole()
    {
        string text = new('x', 1000);
        StreamingDecoder decoder = new(TokensOf(Encoding.UTF8.GetBytes(text)), renderSpecial: false);
        Assert.Equal(text, decoder.Append(FirstExtra).ToString());
    }

    [Fact]
    public void Nothing_is_allocated_per_token()
    {
        StreamingDecoder decoder = new(TokensOf("Hello "u8.ToArray(), "🌍"u8.ToArray()), renderSpecial: false);
        int length = Feed(decoder, 10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        length += Feed(decoder, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1010 * 9, length);
    }

    private static int Feed(StreamingDecoder decoder, int times)
    {
        int length = 0;
        for (int i = 0; i < times; i++)
        {
            length += decoder.Append(FirstExtra).Length + decoder.Append(FirstExtra + 1).Length;
            length += decoder.Append('!').Length;
        }

        return length;
    }

    private static Tokenizer TokensOf(params byte[][] tokens) =>
        Open(Bpe("gpt-2", [.. tokens.Select(token => (Letters(token), Normal))], []));
}
