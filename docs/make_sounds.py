"""Write which characters may stand for those of city names, from the Unihan database.

python docs/make_sounds.py FOLDER   # writes src/heatcalc/tariffs/sounds.json; FOLDER holds the texts of Unihan.zip

Debian's package `unicode-data` has them in /usr/share/unicode, packed. Needed after a city was added to the table.
"""

import bz2
import json
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "src/heatcalc/tariffs/sounds.json"
TEXTS = ("Unihan_Readings.txt", "Unihan_DictionaryLikeData.txt", "Unihan_Variants.txt")
SOURCE = (
    "Unihan {version}, Copyright Unicode, Inc., https://www.unicode.org/license.txt: kMandarin, kTGHZ2013, kPhonetic"
)


def unihan(folder: Path) -> tuple[str, dict[str, dict[str, str]]]:
    """Return the version of the database, and the properties of each character."""
    properties: dict[str, dict[str, str]] = defaultdict(dict)
    version = ""
    for name in TEXTS:
        packed = folder / f"{name}.bz2"
        text = bz2.decompress(packed.read_bytes()).decode() if packed.exists() else (folder / name).read_text("utf-8")
        version = version or re.findall(r"Unicode version: (\S+)", text)[0]
        for point, key, value in re.findall(r"^U\+([0-9A-F]+)\t(\w+)\t(.*)$", text, re.MULTILINE):
            properties[chr(int(point, 16))][key] = value
    return version, properties


def readings(of: dict[str, str]) -> list[str]:
    """Return how a character is read, without tones, the usual reading first; `v` stands for ü."""
    toned = of.get("kMandarin", "").split()[:1]
    toned += [each for several in re.findall(r":(\S+)", of.get("kTGHZ2013", "")) for each in several.split(",")]
    plain = (unicodedata.normalize("NFD", each).replace("u\N{COMBINING DIAERESIS}", "v") for each in toned)
    return list(dict.fromkeys("".join(char for char in each if char.isascii()) for each in plain))


def groups(character: str, properties: dict[str, dict[str, str]]) -> set[str]:
    """Return the groups of characters with one phonetic part; a simplified one has those of its traditional form."""
    older = re.findall(r"U\+([0-9A-F]+)", properties[character].get("kTraditionalVariant", ""))
    forms = [character, *(chr(int(each, 16)) for each in older)]
    return {
        group for form in forms for group in re.findall(r"\d+[A-Z]?(?![\d*])", properties[form].get("kPhonetic", ""))
    }


def _is_usual(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def sounds(folder: Path) -> dict[str, object]:
    """Return the source, and for each character its readings, those that sound alike, and those with its phonetic."""
    version, properties = unihan(folder)
    standard = [each for each, of in properties.items() if "kTGHZ2013" in of and _is_usual(each)]
    read = {each: readings(properties[each]) for each in standard}
    grouped = {each: groups(each, properties) for each in standard}
    cities = tomllib.loads((ROOT / "tariffs.toml").read_text(encoding="utf-8"))["city"]
    names = "".join(name for city in cities for name in (city["name"], *city.get("aliases", ())))
    found: dict[str, object] = {"source": SOURCE.format(version=version)}
    for each in sorted({character for character in names if character in read}):
        alike = [other for other in standard if other != each and {*read[other]} & {*read[each]}]
        akin = [other for other in standard if other not in (each, *alike) and grouped[other] & grouped[each]]
        found[each] = [" ".join(read[each]), "".join(alike), "".join(akin)]
    return found


if __name__ == "__main__":
    lines = (
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in sounds(Path(sys.argv[1])).items()
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
