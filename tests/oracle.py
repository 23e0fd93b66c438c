"""A second, naive reading of the tariff table (design, sections 3 and 4), straight from the parsed TOML.

It shares no code with heatcalc: plain dictionaries, one long function a stage, `Fraction` throughout. What it cannot
answer it says with `Unanswered`. Slow and stupid on purpose.
"""

import copy
import datetime as dt
import math
from fractions import Fraction as F  # noqa: N817 - it stands on every line
from typing import Any

AREAS = ("building_m2", "usable_m2", "inner_m2", "billed_m2")
TO_GJ = {"GJ": F(1), "kWh": F(36, 10000), "MWh": F(36, 10), "Gcal": F("4.1868"), "Mcal": F("0.0041868")}
SMALLEST = {"KRW": F(1), "KWD": F(1, 1000)}


class Unanswered(Exception):
    """The table has no answer for this home."""


def first_and_last(season: dict[str, Any], year: int) -> tuple[dt.date | None, dt.date | None]:
    dates = []
    for key in ("start", "end"):
        value = season.get(key)
        if isinstance(value, str):
            month, day = int(value[:2]), int(value[3:])
            value = dt.date(year if month >= 7 else year + 1, month, day)
        dates.append(value)
    return dates[0], dates[1]


def round_money(value: F, step: F, mode: str) -> F:
    n = abs(value) / step
    low = math.floor(n)
    part = n - low
    if mode == "up":
        k = low + (1 if part else 0)
    elif mode == "down":
        k = low
    elif part == F(1, 2):
        k = low + 1 if mode == "half_up" else low + low % 2
    else:
        k = low + (1 if part > F(1, 2) else 0)
    return k * step * (1 if value >= 0 else -1)


def whens(entry: Any) -> list[dict[str, str]]:
    """Return every condition in a part of a table."""
    if isinstance(entry, list):
        return [when for each in entry for when in whens(each)]
    if not isinstance(entry, dict):
        return []
    return [entry[key] for key in ("when", "unless") if key in entry] + whens(list(entry.values()))


def taxed(tariff: dict[str, Any]) -> F:
    """Return what is billed of the charges of a tariff, as a share of them."""
    vat = tariff.get("vat")
    return 1 + F(vat["rate"]) if vat and not vat["included"] else F(1)


def winter_day(text: str, year: int) -> dt.date:
    month, day = int(text[:2]), int(text[3:])
    return dt.date(year if month >= 7 else year + 1, month, day)


class Oracle:
    """Bills one home by one city of a table."""

    def __init__(self, city: dict[str, Any], winter: int, home: dict[str, Any]) -> None:
        self.city = city
        self.year = winter
        self.home = home
        seasons = [s for s in city.get("season", []) if s.get("winter") == f"{winter}-{winter + 1}"]
        seasons += [s for s in city.get("season", []) if "winter" not in s]
        if not seasons:
            raise Unanswered
        self.season = seasons[0]
        self.start, self.end = first_and_last(self.season, winter)
        self.days: F | None = None
        if "days" in self.season:
            self.days = F(self.season["days"])
        elif self.start and self.end:
            self.days = F((self.end - self.start).days + 1)
        elif "day" in home["measures"]:
            self.days = F(home["measures"]["day"])

    def measure(self, name: str) -> F:
        stated = self.home["measures"]
        if name in stated:
            return F(stated[name])
        if name in ("season", "household"):
            return F(1)
        if name == "month" and "months" in self.season:
            return F(self.season["months"])
        if name == "day" and self.days is not None:
            return self.days
        if name in TO_GJ:
            for other, size in TO_GJ.items():
                if other in stated:
                    return F(stated[other]) * size / TO_GJ[name]
        if name in AREAS:
            return self.area(name)
        raise Unanswered(name)

    def area(self, name: str) -> F:
        # Breadth first from the wanted area back to one that is stated.
        frontier = [(name, F(1), {name})]
        while frontier:
            rows = []
            for at, factor, seen in frontier:
                for row in self.city.get("area", []):
                    for end, start, ratio in (
                        (row["gives"], row["from"], F(row["ratio"])),
                        (row["from"], row["gives"], 1 / F(row["ratio"])),
                    ):
                        if end == at and start not in seen:
                            if start in self.home["measures"]:
                                return F(self.home["measures"][start]) * ratio * factor
                            rows.append((start, factor * ratio, seen | {start}))
            frontier = rows
        raise Unanswered(name)

    def holds(self, when: dict[str, str]) -> bool:
        for key, value in when.items():
            if key not in self.home["attributes"]:
                raise Unanswered(key)
            if self.home["attributes"][key] != value:
                return False
        return True

    def price(self, entry: dict[str, Any], least: Any = None) -> F:
        if least is not None and self.measure(entry["per"][0]) < F(least):
            saved, self.home = self.home, copy.deepcopy(self.home)
            self.home["measures"] = {k: v for k, v in saved["measures"].items() if k not in TO_GJ}
            self.home["measures"][entry["per"][0]] = least
            value = self.price(entry)
            self.home = saved
            return value
        if "tiers" in entry:
            quantity = self.measure(entry["per"][0])
            scale = F(1)
            for name in entry.get("up_to_per", []):
                scale *= self.measure(name)
            below, sum_, rest = F(0), F(0), quantity
            for tier in entry["tiers"]:
                top = F(tier["up_to"]) * scale if "up_to" in tier else None
                if entry.get("tiers_by") == "whole":
                    if top is None or quantity <= top:
                        sum_, rest = quantity * F(tier.get("rate", 0)) + F(tier.get("amount", 0)), F(0)
                        break
                    continue
                size = rest if top is None else min(rest, top - below)
                sum_ += size * F(tier["rate"])
                rest -= size
                below = top if top is not None else below
                if rest == 0:
                    break
            if rest > 0:
                raise Unanswered("tiers")
            value = sum_
            others = entry["per"][1:]
        else:
            value = F(entry["rate"])
            others = entry["per"]
        for name in others:
            value *= self.measure(name)
        return value

    def charge(self, charge: dict[str, Any]) -> F:
        forms = [charge, *charge.get("or", [])]
        chosen = forms[0]
        for form in forms:
            needed = [m for m in form["per"] if m not in ("month", "day", "season", "household", "person")]
            if all(m in self.home["measures"] for m in needed):
                chosen = form
                break
        value = self.price(chosen, charge.get("at_least"))
        times = charge.get("times", 1)
        for factor in times if isinstance(times, list) else [times]:
            value *= F(factor)
        return value

    def tariff(self, class_: str, plan: str) -> dict[str, Any]:
        return self.pieces(class_, plan)[-1][1]

    def pieces(self, class_: str, plan: str) -> list[tuple[F, dict[str, Any]]]:
        """Return the tariffs that are billed, each with its share of the season's days."""
        first, last = self.start or dt.date(self.year, 7, 1), self.end or dt.date(self.year + 1, 6, 30)
        rows = [t for t in self.city["tariff"] if t["class"] == class_ and t.get("plan", "area") == plan]
        rows = sorted((t for t in rows if t["from"] <= last), key=lambda t: t["from"])
        if not rows:
            raise Unanswered
        begun = [(first, t) for t in rows if t["from"] <= first][-1:]
        for t in [t for t in rows if t["from"] > first]:
            if t["change"] == "whole_season":
                begun = [(first, t)]
            elif t["change"] == "by_day":
                begun.append((t["from"], t))
            else:
                break
        ends = [day for day, _ in begun[1:]] + [last + dt.timedelta(1)]
        whole = (last - first).days + 1
        return [(F((end - day).days, whole), t) for (day, t), end in zip(begun, ends, strict=True)]

    def rules(self, kind: str) -> list[dict[str, Any]]:
        found = []
        for rule in self.city.get("rule", []):
            if rule["kind"] != kind:
                continue
            if "classes" in rule and self.class_ not in rule["classes"]:
                continue
            if "plans" in rule and self.plan not in rule["plans"]:
                continue
            found.append(rule)
        return found

    def answering(self, kind: str, group: str | None = None) -> list[dict[str, Any]]:
        """Return the rules that may answer for a circumstance of this home, of which there must be one."""
        found = [rule for rule in self.rules(kind) if group is None or rule["group"] == group]
        found = [rule for rule in found if self.may_hold(rule)]
        if not found:
            raise Unanswered(kind)
        return found

    def may_hold(self, rule: dict[str, Any]) -> bool:
        stated = self.home["attributes"]
        return all(stated.get(k, v) == v for k, v in rule.get("when", {}).items())

    def season_dates(self, first: dt.date | None = None, last: dt.date | None = None) -> list[dt.date]:
        first, last = first or self.start, last or self.end
        assert first is not None
        assert last is not None
        return [first + dt.timedelta(n) for n in range((last - first).days + 1)]

    def area_of_the_price(self) -> F:
        """Return the one area that the price is per."""
        priced = []
        for charge in [charge for _, t in self.pieces(self.class_, self.plan) for charge in t["charge"]]:
            forms = [charge, *charge.get("or", [])]
            priced.append([name for form in forms for name in form["per"] if name in AREAS])
        if len({names[0] for names in priced if names}) != 1:
            raise Unanswered("no one area")
        self.priced_by_area = all(priced)
        self.area_names = list(dict.fromkeys(next(names for names in priced if names)))
        stated = [name for name in self.area_names if name in self.home["measures"]]
        return self.measure((stated or self.area_names)[0])

    def charges(self, class_: str, plan: str) -> tuple[F, F]:
        """Return the charges with what the height adds, and the basic charge."""
        tariff = self.tariff(class_, plan)
        line = tariff.get("round", {}).get("each") == "line"
        self.others = F(0)
        total, by_area, basic, any_ = F(0), F(0), F(0), False
        self.taxes: list[tuple[F, F]] = []
        named: dict[tuple[int, str], F] = {}
        pieces = enumerate(self.pieces(class_, plan))
        for piece, share, charge in [(at, share, charge) for at, (share, t) in pieces for charge in t["charge"]]:
            if not self.holds(charge.get("when", {})) or ("unless" in charge and self.holds(charge["unless"])):
                continue
            any_ = True
            amount = self.charge(charge) * share
            if "cap" in charge:
                most = named.get((piece, charge["cap"]["of"]), F(0)) * F(charge["cap"].get("times", 1))
                amount = min(amount, most)
            amount = self.rounded(amount, tariff) if line else amount
            total += amount
            key = (piece, charge.get("name", ""))
            named[key] = named.get(key, F(0)) + amount
            if "vat" in charge:
                self.taxes.append((amount, F(0) if charge["vat"]["included"] else F(charge["vat"]["rate"])))
            if any(m in AREAS for m in charge["per"]):
                by_area += amount
            else:
                self.others += amount
            if charge.get("name") == "basic":
                basic += amount
        if not any_ or self.has_a_part_only(class_, plan):
            raise Unanswered
        if total < 0:
            raise Unanswered
        saved, self.plan = self.plan, plan
        for rule in self.rules("ceiling_height"):
            added = by_area * (self.height_factor(rule) - 1)
            added = self.rounded(added, tariff) if line else added
            total += added
            by_area += added
        self.by_area = by_area
        self.plan = saved
        return total, basic

    def has_a_part_only(self, class_: str, plan: str) -> bool:
        """Return whether charges of one name are for other homes only, as two values of an attribute say."""
        for _, tariff in self.pieces(class_, plan):
            for charge in tariff["charge"]:
                alike = [other for other in tariff["charge"] if self.line_of(other) == self.line_of(charge)]
                asked = [other.get("when", {}) for other in alike]
                said = [*asked, *(other["unless"] for other in alike if "unless" in other)]
                reached = any(self.holds(when) for when in said)
                if {} not in asked and len({str(when) for when in asked}) > 1 and not reached:
                    return True
        return False

    @staticmethod
    def line_of(charge: dict[str, Any]) -> str:
        kinds = ["area" if name in AREAS else "heat" if name in TO_GJ else name for name in charge["per"]]
        return str(charge.get("name") or next((kind for kind in kinds if kind not in ("month", "day", "season")), ""))

    def height_factor(self, rule: dict[str, Any]) -> F:
        if "height_m" not in self.home["measures"]:
            return F(1)
        height = F(self.home["measures"]["height_m"])
        if "refuse_over" in rule and height > F(rule["refuse_over"]) and self.holds(rule.get("when", {})):
            raise Unanswered
        if height <= F(rule.get("over", 0)) or not self.holds(rule.get("when", {})):
            return F(1)
        above = height - F(rule.get("counted_from", rule.get("over", 0)))
        if "proportional_to" in rule:
            return height / F(rule["proportional_to"])
        if "bands" in rule:
            for band in rule["bands"]:
                if "up_to" not in band or height <= F(band["up_to"]):
                    return F(band["times"])
            raise Unanswered
        if "adds_per_m" in rule:
            added = above * F(rule["adds_per_m"])
        else:
            steps = above / F(rule["step"])
            whole = math.floor(steps) if rule.get("part_step") == "ignored" else math.ceil(steps)
            added = whole * F(rule["adds"])
        if "max_adds" in rule:
            added = min(added, F(rule["max_adds"]))
        return 1 + added

    def rounded(self, value: F, tariff: dict[str, Any]) -> F:
        r = tariff.get("round", {})
        return round_money(
            value, F(r.get("step", SMALLEST.get(self.city.get("currency", ""), F(1, 100)))), r.get("mode", "half_up")
        )

    def bill(self, class_: str, plan: str) -> dict[str, Any]:
        self.class_, self.plan = class_, plan
        home = self.home
        for name, value in home["attributes"].items():
            values = {when[name] for when in whens(self.city) if name in when}
            if values and value not in {*values, "other"}:
                raise Unanswered
        tariff = self.tariff(class_, plan)
        line = tariff.get("round", {}).get("each") == "line"

        def shown(value: F) -> F:
            return self.rounded(value, tariff) if line else value

        self.refuse_the_impossible()
        total, basic = self.charges(class_, plan)
        taxes, parts = self.taxes, (self.by_area, self.others)
        if "minimum" in tariff:
            total += shown(max(self.price(tariff["minimum"]) - total, F(0)))
        if "cap" in tariff:
            other, _ = self.charges(class_, tariff["cap"]["plan"])
            like = taxed(self.tariff(class_, tariff["cap"]["plan"])) / taxed(tariff)
            total += shown(-max(total - other * like * F(tariff["cap"].get("times", 1)), F(0)))
        general = total - sum((amount for amount, _ in taxes), F(0))
        own = sum((shown(amount * rate) for amount, rate in taxes), F(0))
        if "vat" in tariff and not tariff["vat"]["included"]:
            total += shown(general * F(tariff["vat"]["rate"]))
        total += own
        season_price = total
        total = self.part_season(total, shown)
        if "stopped_m2" in home["measures"]:
            total += shown(self.stopped_in_part(total, *parts))
        if home.get("stopped"):
            for rule in self.answering("stopped_supply"):
                if not self.holds(rule.get("when", {})):
                    continue
                new = total * F(rule["pays"]) if "pays" in rule else self.price(rule)
                total += shown(new - total)
        payers: dict[str, F] = {}
        self.relief(total, basic, payers, shown)
        for rule in self.rules("price_subsidy"):
            if self.holds(rule.get("when", {})):
                left = total - sum(payers.values())
                payer = rule.get("payer", "government")
                payers[payer] = payers.get(payer, F(0)) + shown(min(self.subsidy(rule, season_price, total), left))
        household = total - sum(payers.values())
        due = F(0)
        due += self.reconnection(shown)
        due += self.early(household, shown)
        due += self.late(household, shown)
        due += self.refunds(total, basic, shown)
        total += self.outside(total, shown)
        due += total - sum(payers.values())
        if due < 0:
            raise Unanswered("below zero")
        return {
            "total": self.rounded(total, tariff),
            "payers": {name: self.rounded(value, tariff) for name, value in payers.items()},
            "due": self.rounded(due, tariff),
        }

    def stopped_in_part(self, total: F, by_area: F, others: F) -> F:
        """Return what the stopped part of a home changes."""
        if self.home.get("stopped"):
            raise Unanswered("whole and part")
        rules = [rule for rule in self.answering("stopped_supply") if self.holds(rule.get("when", {}))]
        if not rules:
            return F(0)
        area = self.area_of_the_price()
        names = self.area_names
        part = F(self.home["measures"]["stopped_m2"])
        if part > area:
            raise Unanswered("larger than the home")
        base = total
        if not self.priced_by_area:
            base = by_area
            if total != by_area + others:
                raise Unanswered("mixed")
        changed = F(0)
        for rule in rules:
            if "pays" in rule:
                changed -= base * (1 - F(rule["pays"])) * part / area
                continue
            price = self.price(rule) * part / area
            if names == [name for name in names if name in rule["per"]] and len(names) == 1:
                price = self.price(rule) / self.measure(names[0]) * part
            changed += price - base * part / area
        return changed

    def reconnection(self, shown: Any) -> F:
        if not self.home.get("reconnected"):
            return F(0)
        able = [rule for rule in self.answering("stopped_supply") if "reconnect" in rule]
        if not able or self.home.get("stopped"):
            raise Unanswered("reconnected")
        return sum((shown(F(rule["reconnect"])) for rule in able if self.holds(rule.get("when", {}))), F(0))

    def refuse_the_impossible(self) -> None:
        supplied = self.days
        first, last = self.home.get("from"), self.home.get("to")
        if self.start and self.end and (first or last):
            supplied = F(((last or self.end) - (first or self.start)).days + 1)
        cold = self.home.get("cold", ())
        if "cold_m2" in self.home["measures"] and not cold:
            raise Unanswered("rooms, but no days")
        weighted = [rule for rule in self.rules("cold_room") if "weights" in rule and self.may_hold(rule)]
        for month in {entry[2] if len(entry) > 2 else 0 for entry in cold}:
            days = sum(entry[1] for entry in cold if (entry[2] if len(entry) > 2 else 0) == month)
            if weighted and not month:
                raise Unanswered("which month?")
            dates = self.season_dates(first, last)
            if month and days > len([day for day in dates if day.month == month]):
                raise Unanswered("more days than the month has")
        hours = self.home["measures"].get("outage_hours")
        if hours is not None and supplied is not None and F(hours) > 24 * supplied:
            raise Unanswered("more hours than there are")
        without = F(hours or 0) / 24 + sum(entry[1] for entry in cold)
        if hours is not None and supplied is not None and cold and without > supplied:
            raise Unanswered("more cold days and hours than there are")
        stated = self.home["measures"]
        areas = [F(stated[name]) for name in ("usable_m2", "inner_m2", "building_m2") if name in stated]
        if areas != sorted(areas):
            raise Unanswered("an area larger than what it is in")
        used = [F(stated[name]) for name in TO_GJ if name in stated]
        if self.home.get("stopped") and self.plan == "metered" and any(used):
            raise Unanswered("heat of a stopped home")
        if self.home.get("from") and self.end and self.home["from"] > self.end:
            raise Unanswered("heat after the season alone")

    def subsidy(self, rule: dict[str, Any], season_price: F, total: F) -> F:
        quantity = F(1)
        for name in rule["per"]:
            quantity *= self.measure(name)
        if "above" in rule:
            return max(total - F(rule["above"]) * quantity, F(0))
        rate = rule.get("rate")
        for band in rule.get("bands", []):
            if "up_to" not in band or season_price / quantity <= F(band["up_to"]):
                rate = band["rate"]
                break
        return F(rate) * quantity

    def part_season(self, total: F, shown: Any) -> F:
        first, last = self.home.get("from"), self.home.get("to")
        if first is None and last is None:
            return total
        if self.start is None or self.end is None:
            raise Unanswered
        first, last = max(first or self.start, self.start), min(last or self.end, self.end)
        if first == self.start and last == self.end:
            return total
        for rule in self.answering("part_season"):
            if rule["by"] == "none":
                continue
            changed = len(self.pieces(self.class_, self.plan)) > 1
            if rule["by"] == "day":
                if self.days is None:
                    raise Unanswered
                supplied = min(F((last - first).days + 1), self.days)
                if supplied < self.days and self.holds(rule.get("when", {})):
                    if changed:
                        raise Unanswered
                    total -= shown(total * (1 - supplied / self.days))
            else:
                if "months" not in self.season:
                    raise Unanswered
                months, day = 0, first
                while day <= last:
                    months += 1
                    month = first.month - 1 + months
                    year = first.year + month // 12
                    try:
                        day = dt.date(year, month % 12 + 1, first.day)
                    except ValueError:
                        day = dt.date(year, month % 12 + 1, 28) + dt.timedelta(days=4)
                supplied = min(F(months), F(self.season["months"]))
                if supplied < F(self.season["months"]) and self.holds(rule.get("when", {})):
                    if changed:
                        raise Unanswered
                    total -= shown(total * (1 - supplied / F(self.season["months"])))
        return total

    def relief(self, total: F, basic: F, payers: dict[str, F], shown: Any) -> None:
        group = self.home.get("relief")
        if group is None:
            return
        for rule in self.answering("relief", group):
            if not self.holds(rule.get("when", {})):
                continue
            usual = basic if rule.get("charge") == "basic" else total
            charges = [charge for _, t in self.pieces(self.class_, self.plan) for charge in t["charge"]]
            if "charge" in rule and not any(charge.get("name") == rule["charge"] for charge in charges):
                raise Unanswered
            part, limited = F(1), {}
            if "area_limit" in rule:
                limits = rule["area_limit"]
                name = next((n for n in limits if n in self.home["measures"]), next(iter(limits)))
                area = self.measure(name)
                part = min(F(1), F(limits[name]) / area)
                limited = {n: min(self.measure(n), F(limit)) for n, limit in limits.items() if n in rule.get("per", [])}
            if "pays" in rule:
                taken = usual * (1 - F(rule["pays"])) * part
            elif "amount" in rule:
                taken = min(F(rule["amount"]), usual)
            else:
                price = F(rule["rate"])
                for name in rule["per"]:
                    price *= limited.get(name) or self.measure(name)
                taken = max(usual * part - price, F(0))
                taken = min(taken, total) if "charge" in rule else taken
            payer = rule.get("payer", "government")
            payers[payer] = payers.get(payer, F(0)) + shown(taken)

    def early(self, household: F, shown: Any) -> F:
        paid = self.home.get("paid_on")
        for rule in self.rules("early_payment") if paid else []:
            if not self.holds(rule.get("when", {})):
                continue
            if "opens" in rule and paid < winter_day(rule["opens"], self.year):
                continue
            if "per_day" in rule:
                left = (winter_day(rule["deadline"], self.year) - paid).days
                return -shown(household * F(rule["per_day"]) * max(left, 0))
            for window in rule["windows"]:
                if paid <= winter_day(window["until"], self.year):
                    if "off" in window:
                        return -shown(household * F(window["off"]))
                    return -shown(min(F(window["amount"]), household))
        return F(0)

    def late(self, household: F, shown: Any) -> F:
        paid = self.home.get("paid_on")
        for rule in self.rules("late_payment") if paid else []:
            days = (paid - winter_day(rule["due"], self.year)).days
            if days <= 0 or not self.holds(rule.get("when", {})):
                continue
            if "per_day" in rule:
                if "stops" in rule:
                    days = min(days, (winter_day(rule["stops"], self.year) - winter_day(rule["due"], self.year)).days)
                fee = household * F(rule["per_day"]) * days
            elif "once" in rule:
                fee = household * F(rule["once"])
            else:
                fee = self.price(rule)
            if "cap" in rule:
                fee = min(fee, household * F(rule["cap"]))
            return F(shown(fee))
        return F(0)

    def refunds(self, total: F, basic: F, shown: Any) -> F:
        due = F(0)
        if "outage_hours" in self.home["measures"]:
            for rule in self.answering("outage"):
                hours = F(self.home["measures"]["outage_hours"])
                least = F(rule.get("after_hours", rule.get("at_least_hours")))
                if (hours > least or (hours == least and "at_least_hours" in rule)) and self.holds(
                    rule.get("when", {})
                ):
                    if self.days is None or self.stopped_in_part_too():
                        raise Unanswered
                    due -= shown(total / self.days * (hours // 24) * F(rule["refund"]))
        if self.home.get("cold"):
            for rule in self.answering("cold_room"):
                if not self.holds(rule.get("when", {})):
                    continue
                if self.days is None or self.stopped_in_part_too():
                    raise Unanswered
                base = total
                if rule.get("base") == "net_of_basic":
                    base = total * (1 - F(rule["basic_share"])) if "basic_share" in rule else total - basic
                refund = F(0)
                part = F(1)
                if rule.get("by_rooms"):
                    area = self.area_of_the_price()
                    part = F(self.home["measures"]["cold_m2"]) / area if "cold_m2" in self.home["measures"] else F(2)
                    if part > 1:
                        raise Unanswered("rooms")
                for temperature, days, *month in self.home["cold"]:
                    bands = [(F(b.get("below", b.get("up_to"))), "up_to" in b, F(b["refund"])) for b in rule["bands"]]
                    below = [b for b in sorted(bands) if temperature < b[0] or (b[1] and temperature == b[0])]
                    share = below[0][2] if below else F(0)
                    daily = base / self.days
                    if "weights" in rule:
                        inside = [day for day in self.season_dates() if day.month == month[0]]
                        daily = base * F(rule["weights"][str(month[0])]) / len(inside)
                    refund += daily * days * share * part
                due -= shown(refund)
        return due

    def stopped_in_part_too(self) -> bool:
        return "stopped_m2" in self.home["measures"]

    def outside(self, total: F, shown: Any) -> F:
        added = F(0)
        first, last = self.home.get("from"), self.home.get("to")
        for kind, days in (
            ("early_start", (self.start - first).days if first and self.start else 0),
            ("extension", (last - self.end).days if last and self.end else 0),
        ):
            if days <= 0:
                continue
            for rule in self.answering(kind):
                if rule["charged"] == "by_day" and self.holds(rule.get("when", {})):
                    if self.days is None:
                        raise Unanswered
                    added += shown(total / self.days * days)
        return added
