// What a page does beside its forms: files that are dropped, and how far a run is. All of it works without, by hand.
"use strict";
{
  const drop = document.getElementById("drop");
  const progress = document.getElementById("progress");

  if (drop) {
    const field = document.getElementById("ledger");
    const status = drop.querySelector("[role=status]");
    for (const each of drop.querySelectorAll(".drop-only")) each.hidden = false;
    drop.addEventListener("submit", (event) => {
      // What is refused at once is not sent first.
      const long = field.files[0].size > Number(status.dataset.most);
      status.textContent = long ? status.dataset.long : status.dataset.sending;
      if (long) event.preventDefault();
    });
    // A file that misses the field is not opened in place of the page.
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      document.addEventListener(kind, (event) => event.preventDefault());
    }
    drop.addEventListener("dragover", () => drop.classList.add("over"));
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      drop.classList.remove("over");
      if (event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        drop.requestSubmit();
      }
    });
  }

  const asked = document.querySelectorAll("select[aria-describedby^=unsure]");
  const buttons = asked.length ? asked[0].form.querySelectorAll("button[name=then]") : [];
  asked.forEach((select) =>
    select.addEventListener("change", () => {
      // Once all is said, the ledger can be billed at once.
      const said = [...asked].every((each) => each.value !== "auto");
      for (const button of buttons) button.classList.toggle("main", (button.value === "run") === said);
    })
  );

  // What was entered and not sent is not left without a question; what was kept is said where focus is.
  let unsent = false;
  for (const form of document.querySelectorAll("form[data-unsent]")) {
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => (unsent = true));
    form.addEventListener("submit", () => {
      unsent = false;
      sessionStorage.setItem("kept", location.pathname.replace(/[0-9]+$/, ""));
    });
  }
  addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });
  const kept = document.getElementById("kept");
  const wasKept = sessionStorage.getItem("kept") === location.pathname.replace(/[0-9]+$/, "");
  sessionStorage.removeItem("kept");
  if (kept && wasKept) {
    kept.hidden = false;
    kept.focus();
  }

  if (progress) {
    const told = document.getElementById("told");
    const again = () => {
      sessionStorage.setItem("arrived", location.pathname);
      location.reload();
    };
    const ask = async () => {
      try {
        const state = await (await fetch(progress.dataset.state)).json();
        if (state.over) {
          again();
          return;
        }
        if (state.percent !== null) progress.value = state.percent;
        if (told.textContent !== state.text) told.textContent = state.text;
        setTimeout(ask, 500);
      } catch {
        again();
      }
    };
    if (progress.dataset.state) setTimeout(ask, 300);
    else setTimeout(again, 1500);
  } else if (sessionStorage.getItem("arrived") === location.pathname) {
    // Who waited is led to what there is now.
    sessionStorage.removeItem("arrived");
    document.getElementById("main").focus();
  }
}
