"""The accounts that were billed one by one, so that none is billed twice."""

from collections.abc import Iterator


class BilledAccounts:
    """Accounts, each unique within what else tells households apart: a city, a winter, an estate.

    Few of these are kept with many accounts each, so that an account takes little more memory than its text.
    """

    def __init__(self) -> None:
        self._accounts: dict[tuple[str, ...], set[str]] = {}

    def within(self, rest: tuple[str, ...]) -> set[str]:
        """Return the accounts that were billed within the `rest`, to look one up or to add it; ever the same set."""
        return self._accounts.setdefault(rest, set())

    def clear(self) -> None:
        """Forget them all."""
        for each in self._accounts.values():
            each.clear()

    def __len__(self) -> int:
        return sum(map(len, self._accounts.values()))

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Yield each account with the rest behind it."""
        for rest, accounts in self._accounts.items():
            for account in accounts:
                yield (account, *rest)
