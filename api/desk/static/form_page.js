// Keys and kept drafts for pages with forms and lists: what they do is done by their forms and links.

import { draftOf, dropOldDrafts, keepDraft } from "./drafts.js";
import { commonKeys, onKeys } from "./keys.js";
import { notify } from "./notice.js";

const openAction = () => document.querySelector(".action[open]");
const typed = (form) => [...form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox])")];

/** What this browser kept comes back, unless the server has put a newer text there: a refused one, or another clause. */
function keepForm(form) {
  const name = (field) => `${form.dataset.draft}:${field.name}`;
  for (const field of typed(form)) {
    const kept = draftOf(name(field));
    const newer = document.querySelector("[role=alert]") || (field.defaultValue && !form.dataset.over);
    if (kept && kept !== field.value && !newer) {
      field.value = kept;
      const details = form.closest("details");
      if (details) details.open = true;
      notify("What you typed here before is back.");
    }
    field.addEventListener("input", () => keepDraft(name(field), field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector(".send").click();
    });
  }
}

function press(event) {
  const found = document.querySelector(`[data-key="${event.key}"]`);
  if (!found) return false;
  if (!found.matches("details")) return found.click();
  found.open = !found.open;
  if (found.open && found.matches(".action")) (found.querySelector("textarea").value ? found.querySelector("textarea") : found.querySelector(".choice input, .presets button") ?? found.querySelector("textarea")).focus();
}

function step(by) {
  const links = [...document.querySelectorAll(".row-link")];
  if (!links.length) return false;
  links[Math.min(Math.max(links.indexOf(document.activeElement) + by, 0), links.length - 1)].focus();
}

/** A second click, or the key again, must not send a form twice. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy")) event.preventDefault();
    form.setAttribute("aria-busy", "true");
    if (form.dataset.wait) notify(form.dataset.wait, { seconds: 60 });
  });
}

/** A list of clauses: one is found by its words, and the one that the address names is open. */
function prepareClauses() {
  const field = document.getElementById("clause-filter");
  const clauses = [...document.querySelectorAll(".policy-list details.clause")];
  if (!field) return;
  field.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    for (const clause of clauses) clause.hidden = !clause.textContent.toLowerCase().includes(wanted);
  });
  const named = clauses.find((clause) => location.hash === `#${clause.id}`);
  if (named) named.open = true;
}

commonKeys(() => {
  const panel = openAction();
  if (panel) panel.open = false;
  panel?.querySelector("summary").focus();
});
onKeys({
  ...Object.fromEntries(["u", "o", "a", "b", "n", "z"].map((key) => [key, press])),
  w: () => openAction()?.querySelector("textarea").focus(),
  j: () => step(1),
  k: () => step(-1),
  digit: (event) => {
    const panel = openAction();
    const place = Number(event.key) - 1;
    const row = document.activeElement?.closest("[data-choices]");
    if (!panel && !row) return false;
    if (panel) panel.querySelectorAll(panel.querySelector(".choice") ? ".choice input" : ".presets button")[place]?.click();
    else row.querySelectorAll("button")[place]?.click();
  },
});
addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy")));
document.querySelectorAll("form[data-draft]").forEach(keepForm);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
prepareClauses();
dropOldDrafts();
