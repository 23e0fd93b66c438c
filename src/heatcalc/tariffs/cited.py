"""The keys by which every entry of the table names its source."""

from heatcalc.measures import Both
from heatcalc.shapes import Key, Known, Text

SOURCE = Key(
    Known("sources", Both("[sources] 中的一项", "one of [sources]")), Both("出处", "the source"), required=True
)
QUOTE = Key(Text(), Both("出处原文", "the words of the source"))
