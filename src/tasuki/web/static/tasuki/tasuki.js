// What a keyboard adds to the portal. Nothing here is needed: every screen works without it.
(() => {
  "use strict";
  const places = document.querySelector(".bar nav");
  const here = places?.querySelector("[aria-current]");
  if (here) places.scrollLeft = here.offsetLeft - (places.clientWidth - here.offsetWidth) / 2;

  const OFF = "tasuki-keys-off";
  const ROWS = "main ul.today > li, main ul.agenda > li, main ul.brief > li, main tbody tr";
  const WRITING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

  // A form that was sent off keeps no draft any more: a late one would come back after the act.
  document.addEventListener("submit", (event) => { if (event.target.matches("form.act")) event.target.dataset.sent = "1"; });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.dataset?.sent) event.preventDefault(); });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  const help = document.getElementById("keys");
  if (!help) return;

  const remembered = () => { try { return localStorage.getItem(OFF); } catch { return null; } };
  const remember = (on) => { try { on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* a browser without memory asks again */ } };
  const choice = help.querySelector("[name=keys]");
  choice.checked = !remembered();
  choice.addEventListener("change", () => remember(choice.checked));

  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector("a[href]") && row.offsetParent);
  const current = () => document.querySelector("main .at");

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const place = all.indexOf(current());
    const row = all[Math.min(Math.max(place + by, 0), all.length - 1)];
    current()?.classList.remove("at");
    row.classList.add("at");
    row.querySelector("a[href]").focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const tick = () => {
    const box = current()?.querySelector("input[type=checkbox]");
    if (box) box.click();
  };

  const search = () => {
    const field = document.querySelector("main input[type=search], main input[name=q]");
    if (field) field.focus();
    else location.assign(help.dataset.search);
  };

  const go = (letter) => {
    const link = help.querySelector(`a[data-go="${letter}"]`);
    if (link) location.assign(link.href);
  };

  const acts = {
    "/": search,
    "?": () => help.showModal(),
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector("a[href]").click(),
    x: tick,
  };

  let waiting = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit(event.target.form.querySelector("button.go"));  // as if the chief button had been pressed
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open || quick?.open || !choice.checked) return;
    if (event.target.closest(WRITING)) return;
    if (event.timeStamp < waiting) {
      waiting = 0;
      go(event.key);
    } else if (event.key === "g") {
      waiting = event.timeStamp + 1500;
    } else if (Object.hasOwn(acts, event.key)) {
      event.preventDefault();
      acts[event.key]();
    }
  });

  // An act's form that is asked for inside a list opens above it; the focus comes back to where it was.
  const quick = document.getElementById("quick");
  quick?.addEventListener("htmx:afterSwap", (event) => { if (event.target === quick && !quick.open) quick.showModal(); });

  const menus = () => [...document.querySelectorAll("details.me[open], details.tool[open]")];
  const shut = (menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  };
  document.querySelector("[data-opens=keys]")?.addEventListener("click", (event) => {
    shut(event.target.closest("details"));
    help.showModal();
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = menus().find((one) => one.contains(document.activeElement));
    if (event.key === "Escape" && menu && !help.open) shut(menu);
  });
})();
