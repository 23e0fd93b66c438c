"""Texts that a sink may take for more than texts."""

NASTY = [
    "[red]x[/]",
    "[/]",
    "[link=https://example.org]x[/link]",
    ":smile:",
    '=HYPERLINK("http://example.org")',
    "+1",
    "-1",
    "@x",
    "＝1",
    "<script>alert(1)</script>",
    "a|b*c_d`e",
    "\x1b[31mred",
    "\x9b31m",
    "nul\x00",
    "tab\there",
    "line\nbreak",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "䶮 𬱖",
]
