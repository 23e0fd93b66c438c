"""Other money that a ledger states beside what was paid: where it is the difference, nothing else is certain."""

import re
from collections.abc import Sequence

from heatcalc.batches.paid_column import amount_said
from heatcalc.batches.patterns import Chosen
from heatcalc.batches.trials import Cause
from heatcalc.ledger.columns import one_line
from heatcalc.ledger.header import Header
from heatcalc.messages import Lang, say
from heatcalc.money import Currency

_OTHER_MONEY = re.compile(
    "欠费|欠缴|欠款|陈欠|旧欠|违约金|滞纳金|预存|预交|预缴|余额|结余|结转|抹零|减免|退费|退款|抵扣|优惠|补[交缴收]|手续费|罚款|利息|找零"
    "|arrears|penalty|late fee|balance|credit|prepaid|refund|discount|carried over",
    re.IGNORECASE,
)
_OWED = re.compile("欠|arrears|balance", re.IGNORECASE)


class MoneyBeside:
    """Looks through the columns of other money of a ledger."""

    def __init__(self, header: Header, place: int, currency: Currency, lang: Lang) -> None:
        """Make it; `place` is that of what was paid."""
        self._currency, self._lang = currency, lang
        self._columns = {
            at: one_line(word)
            for at, (word, meaning) in enumerate(zip(header.words, header.meanings, strict=True))
            if not meaning and at != place and _OTHER_MONEY.search(word.replace("_", " "))
        }

    def weighed(self, found: Chosen, fields: Sequence[str], difference: int) -> Chosen:
        """Return what was found of a home, possible at most where a column states the difference [minor units]."""
        for at, column in self._columns.items() if found.cause.kind != "unpaid" else ():
            if difference < 0 and _OWED.search(column):
                continue  # what is owed because too little was paid explains nothing
            amount = amount_said(fields[at], self._currency)
            if isinstance(amount, int) and abs(amount) == abs(difference):
                beside = Cause("beside", say("check.beside", self._lang, column=column))
                if found.sure == "unknown":
                    return Chosen(beside, "possible")
                return found._replace(sure="possible", others=(beside, *found.others))
        return found
