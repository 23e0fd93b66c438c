"""The keys by which every entry of the table names its source."""

from heatcalc.measures import Both
from heatcalc.schema.fields import Reference, TextField
from heatcalc.schema.record import Key

SOURCE = Key(
    Reference("sources", Both("[sources] 中的一项", "one of [sources]")), Both("出处", "the source"), required=True
)
QUOTE = Key(TextField(), Both("出处原文", "the words of the source"))
