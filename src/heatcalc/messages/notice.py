"""What stands on payment notices alone."""

TEXTS = {
    "title": ("供热费缴费通知单", "Heating payment notice"),
    "account": ("户号", "Account"),
    "name": ("户名", "Name"),
    "address": ("地址", "Address"),
    "tariff": ("计费", "Tariff"),
    "pay_by": ("缴费截止", "Pay by"),
    "phone": ("咨询电话", "Telephone"),
    "capitals": ("大写：", "In capitals: "),
    "code": ("缴费码", "Payment code"),
    "no_font": (
        "没有找到中文字体；请用 --font 给出一个 TrueType 字体文件。",
        "No font with Chinese was found; give a TrueType file with --font.",
    ),
    "bad_font": (
        "字体 {font} 不能用（{reason}）；要 TrueType 轮廓的字体。",
        "The font {font} cannot be used ({reason}); it has to have TrueType outlines.",
    ),
    "no_glyph": (
        "字体里没有“{character}”（{code}），没有写出通知单；请用 --font 给出有这个字的字体。",
        'No font has "{character}" ({code}), so no notice was written; give one that has it with --font.',
    ),
    "one_home": (
        "请给出一户（--area 等）或一份台账（--ledger），不能都给。",
        "Give one home (--area and the like) or a ledger (--ledger), not both.",
    ),
    "image": ("{file} 不是 PNG 或 JPEG 图片。", "{file} is no PNG or JPEG image."),
    "made": ("共 {notices} 张通知单，退回 {rejects} 行。", "{notices} notices, {rejects} lines rejected."),
    "nothing": ("没有一户可以开通知单。", "There is no household to make a notice for."),
}
