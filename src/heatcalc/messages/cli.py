"""What the program says of itself."""

TEXTS = {
    "interrupted": ("已中断。", "Interrupted."),
    "bug": (
        "程序内部错误（{error}）。请报告这一问题；设环境变量 HEATCALC_DEBUG=1 再运行可以看到细节。",
        "An internal error ({error}). Please report it; HEATCALC_DEBUG=1 in the environment shows the details.",
    ),
    "see_help": ("用法见 {command} --help。", "See {command} --help."),
    "hint_missing": ("提示：可以用 {options} 给出。", "hint: give it with {options}."),
    "written": ("已写入 {file}。", "Wrote {file}."),
    "sound": ("{file}：没有问题。", "{file}: no findings."),
    "findings": (
        "{file}：{errors} 处错误，{warnings} 处警告。",
        "{file}: {errors} errors, {warnings} warnings.",
    ),
}
