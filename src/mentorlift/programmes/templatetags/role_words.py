"""{% in_words_of programme %} ... {% end_in_words_of %}: a part of a page about one of several programmes."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token

from mentorlift.programmes.role_words import in_words_of

register = template.Library()


class InWordsOf(template.Node):
    def __init__(self, programme: FilterExpression, nodelist: NodeList) -> None:
        self.programme, self.nodelist = programme, nodelist

    def render(self, context: template.Context) -> Any:
        with in_words_of(self.programme.resolve(context)):
            return self.nodelist.render(context)


@register.tag("in_words_of")
def in_words_of_tag(parser: Parser, token: Token) -> InWordsOf:
    _name, programme = token.split_contents()
    nodelist = parser.parse(("end_in_words_of",))
    parser.delete_first_token()
    return InWordsOf(parser.compile_filter(programme), nodelist)
