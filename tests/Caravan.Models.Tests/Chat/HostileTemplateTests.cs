// Templates that want too much.
using System.Diagnostics;
using Caravan.Models.Chat.Jinja;

namespace Caravan.Models.Tests.Chat;

public sealed class HostileTemplateTests
{
    public static TheoryData<string> Templates =>
        [
            "{% for i in range(1000000) %}{% for j in range(1000000) %}{% endfor %}{% endfor %}",
            "{{ range(10**18) }}",
            "{{ range(-9223372036854775807, 9223372036854775807) | length }}",
            "{{ 'x' * 10**9 }}",
            "{{ [0] * 10**9 }}",
            "{{ 9 ** 9 ** 9 ** 9 }}",
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
            "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
            "{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
            "{% set ns = namespace(l=[1]) %}{% for i in range(90) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}",
            "{% set ns = namespace(a=[1], b=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }}",
            "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
            "{% set l = [] %}{{ l.append(l) }}{{ l | tojson }}",
            "{% set a = 'a' * 3000000 %}{% set b = 'a' * 1000000 + 'b' + 'a' * 1000000 %}{% for i in range(1000) %}{{ b in a }}{% endfor %}",
            "{% set x = 'ab' * 1000000 %}{% for i in range(1000000) %}{{ x | replace('a', 'bb') | length }}{% endfor %}",
            "{% for i in range(100000) %}{{ 'x' * 100000 }}{% endfor %}",
            "{{ (range(100000) | list) | unique | length }}",
            "{% set l = [1] %}{% for x in l %}{{ l.append(1) }}{% endfor %}{% for i in range(99) %}{{ l.extend(l) }}{% endfor %}",
            "{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}",
            "{{ " + new string('[', 100_000) + " }}",
            "{{ " + new string('{', 100_000) + " }}",
            string.Concat(Enumerable.Repeat("{% if 1 %}", 40_000)),
            "{{ 1" + string.Concat(Enumerable.Repeat("**1", 100_000)) + " }}",
            "{{ x" + string.Concat(Enumerable.Repeat("[x", 100_000)) + " }}",
            new string(' ', 1_000_000),
        ];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Hostile_templates_end_with_an_exception_in_time_and_memory(string template)
    {
        long before = GC.GetTotalAllocatedBytes();
        Stopwatch time = Stopwatch.StartNew();
        JinjaException error = Assert.ThrowsAny<JinjaException>(() => JinjaTemplate.Compile(template).Render([]));
        Assert.True(error.Line >= 1 && error.Column >= 1);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(2), $"took {time.Elapsed}");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 2L << 30, "made more than 2 GiB");
    }

    [Theory]
    [InlineData("+")]
    [InlineData("~")]
    [InlineData(" and ")]
    [InlineData(" == ")]
    public void Long_chains_need_no_stack(string operation)
    {
        string template = "{{ 1" + string.Concat(Enumerable.Repeat(operation + "1", 10_000)) + " }}";
        Assert.NotEmpty(JinjaTemplate.Compile(template).Render([]));
    }
}
