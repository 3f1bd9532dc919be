// Statements that the recorded cases lack. Expected texts are those of Python's Jinja2 3.1.
using Caravan.Models.Chat.Jinja;

namespace Caravan.Models.Tests.Chat;

public sealed class JinjaSyntaxTests
{
    [Theory]
    [InlineData("{% raw %}{{ x }}{% if %}{# c #}{% endraw %}!", "{{ x }}{% if %}{# c #}!")]
    [InlineData("a\n{% raw %}\n  {{ x }}\n{% endraw %}\nb", "a\n\n  {{ x }}\nb")]
    [InlineData("a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b")]
    [InlineData("{% raw %}{% endraw %}", "")]
    public void Text_between_raw_tags_stays_as_it_is(string template, string expected) =>
        Assert.Equal(expected, JinjaTemplate.Compile(template).Render([]));

    [Theory]
    [InlineData("{% with a = 1, b = 'x' %}{{ a }}{{ b }}{% endwith %}{{ a | default('-') }}", "1x-")]
    [InlineData("{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}", "211")]
    [InlineData("{% with %}{% set a = 1 %}{{ a }}{% endwith %}{{ a | default('-') }}", "1-")]
    public void With_sets_names_for_its_block_alone(string template, string expected) =>
        Assert.Equal(expected, JinjaTemplate.Compile(template).Render([]));

    [Theory]
    [InlineData("{% raw %}x")]
    [InlineData("{% with a = 1 b = 2 %}{% endwith %}")]
    [InlineData("{% with 1 = a %}{% endwith %}")]
    [InlineData("{% with a = 1 %}")]
    public void Blocks_that_are_not_well_formed_are_refused(string template) =>
        Assert.Throws<JinjaSyntaxException>(() => JinjaTemplate.Compile(template));
}
