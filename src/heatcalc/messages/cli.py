"""What the program says of itself."""

TEXTS = {
    "interrupted": ("已中断。", "Interrupted."),
    "bug": (
        "程序内部错误（{error}）。请报告，并附上 heatcalc doctor 的输出；设 HEATCALC_DEBUG=1 可以看到细节。",
        "An internal error ({error}). Report it with what heatcalc doctor prints; HEATCALC_DEBUG=1 shows more.",
    ),
    "settings": ("设置", "Settings"),
    "setting_name": ("名称", "Name"),
    "setting_command": ("命令", "Command"),
    "setting_value": ("值", "Value"),
    "setting_origin": ("来自", "From"),
    "no_settings": ("没有任何设置；见 heatcalc help config。", "There are no settings; see heatcalc help config."),
    "doctor": (
        "报告问题时请附上这些（没有个人信息）",
        "Enclose this with the report of a bug (it has no personal data)",
    ),
    "wrong": ("不对的地方", "What is not right"),
    "see_help": ("用法见 {command} --help。", "See {command} --help."),
    "hint_missing": ("提示：可以用 {options} 给出。", "hint: give it with {options}."),
    "written": ("已写入 {file}。", "Wrote {file}."),
    "sound": ("{file}：没有问题。", "{file}: no findings."),
    "findings": (
        "{file}：{errors} 处错误，{warnings} 处警告。",
        "{file}: {errors} errors, {warnings} warnings.",
    ),
}
