// The page of a job: keys, reasons, and the next job at once. The page works without it, by its forms.

import { draftOf, dropOldDrafts, keepDraft } from "./drafts.js";
import { commonKeys, isTyping, onKeys } from "./keys.js";
import { load, send } from "./net.js";
import { keepForNext, prepareNext, readyJob, takeNext } from "./next_job.js";
import { close, notify } from "./notice.js";

const RENEW_MS = 3 * 60 * 1000;
const SAVE_MS = 800;
const REVIEWS = ["uphold", "overturn", "amend", "violation", "no_violation"];
const CHANGED = [409, 428]; // somebody else was faster: the page is read again
const sending = new Set(); // reviews that the service has not answered yet
let undo = null;
let saving = 0;

const main = () => document.querySelector("main.job-page");
const openAction = () => document.querySelector(".action[open]");
const shownJob = () => ({ address: location.pathname, page: { main: main(), title: document.title } });

let shownAt = location.pathname;

function show({ address, page }, { push = true } = {}) {
  const next = page.main ?? page.querySelector("main.job-page");
  main().replaceWith(document.adoptNode(next));
  document.title = page.title;
  if (push) history.pushState({}, "", address);
  shownAt = location.pathname;
  scrollTo(0, 0);
  enter();
}

/** Makes a page that was just shown ready for its person. */
function enter() {
  const page = main();
  if (!page.dataset.entered) {
    page.dataset.entered = "yes";
    prepareForms(page);
    preparePolicy(page);
    prepareGraphic(page);
  }
  for (const form of page.querySelectorAll("form.reason[data-draft]")) restoreDraft(form);
  const title = page.querySelector("h1");
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  if (page.dataset.mine === "yes") prepareNext(reviewedQueue(), page.dataset.csrf);
}

/** The queue that the person chose on its page; empty: all. */
function reviewedQueue() {
  return sessionStorage.getItem("clausewise-queue") ?? "";
}

function prepareForms(page) {
  for (const details of page.querySelectorAll("details.action")) {
    details.addEventListener("toggle", () => details.open && showPanel(details));
  }
  for (const form of page.querySelectorAll("form.reason")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(form, event.submitter);
    });
    const words = form.querySelector("textarea");
    words.addEventListener("input", () => {
      keepDraft(form.dataset.draft, words.value);
      saveLater(form, page);
    });
    words.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector(".send").click();
    });
  }
}

/** What was typed before is read on; else the first choice has the focus. */
function showPanel(details) {
  const at = document.activeElement;
  if (details.contains(at) && at !== details.querySelector("summary")) return; // the person was faster
  const words = details.querySelector("textarea");
  const first = words.value ? words : details.querySelector(".choice input, .presets button") ?? words;
  first.focus();
}

/** What was typed in this browser, or else on another one: the server has put that into the page. */
function restoreDraft(form) {
  const words = form.querySelector("textarea");
  words.value = draftOf(form.dataset.draft) || words.value;
  if (words.value) {
    form.closest("details").open = true;
    notify("What you typed here before is back.");
  }
}

/** A moment after the last letter, in case that this computer is lost. */
function saveLater(form, page) {
  clearTimeout(saving);
  const action = form.closest("details").dataset.action;
  if (!REVIEWS.includes(action)) return;
  saving = setTimeout(() => {
    const fields = new FormData(form);
    ["version", "csrf"].forEach((name) => fields.delete(name));
    send(`/desk/decisions/${page.dataset.decision}/draft`, fields, page.dataset.csrf);
  }, SAVE_MS);
}

async function submit(form, submitter) {
  if (main().getAttribute("aria-busy")) return;
  const action = form.closest("details").dataset.action;
  const fields = new FormData(form);
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  const words = form.querySelector("textarea");
  const problem = missing(form, action, fields);
  if (problem) return notify(problem);
  clearTimeout(saving);
  keepDraft(form.dataset.draft, words.value);
  if (action === "comment") return comment(form, fields);
  const before = shownJob();
  const page = main();
  form.closest("details").open = false;
  const next = takeNext();
  if (next) show(next);
  else page.setAttribute("aria-busy", "true");
  const sent = send(form.getAttribute("action"), fields, page.dataset.csrf);
  sending.add(sent);
  const answer = await sent;
  sending.delete(sent);
  page.removeAttribute("aria-busy");
  if (!answer.ok) return fail(answer, before, form, Boolean(next));
  keepDraft(form.dataset.draft, "");
  succeed(action, answer.data, before);
  if (!next) await goOn(page);
}

function missing(form, action, fields) {
  const choice = form.querySelector(".choice");
  if (choice && action !== "amend" && !fields.getAll("violated").length) return "Choose the violated clauses first: press their numbers.";
  if (action === "comment" ? !fields.get("comment").trim() : !(fields.get("preset") ?? fields.get("reason")).trim()) return "Choose a reason, or write one.";
  return "";
}

async function comment(form, fields) {
  const answer = await send(form.getAttribute("action"), fields, main().dataset.csrf);
  if (!answer.ok) return notify(answer.detail, { seconds: 0 });
  keepDraft(form.dataset.draft, "");
  const fresh = await load(location.pathname);
  if (fresh) show({ address: location.pathname, page: fresh }, { push: false });
  notify("Comment saved.");
}

function succeed(action, data, before) {
  undo = data.review_id && data.undo_seconds ? { ...data, before } : null;
  const done = { skip: "Skipped.", escalate: "Escalated." }[action] ?? `Reviewed: ${data.outcome}.`;
  const buttons = undo ? [["Undo (z)", takeBack]] : [];
  notify(done, { buttons, seconds: undo ? undo.undo_seconds : 4 });
  if (undo) {
    const mine = undo;
    setTimeout(() => { if (undo === mine) undo = null; }, data.undo_seconds * 1000);
  }
}

function fail(answer, before, form, moved) {
  const back = async () => {
    if (moved) keepForNext(shownJob());
    const fresh = CHANGED.includes(answer.status) ? await load(before.address) : null;
    const again = fresh?.querySelector(`form[data-draft="${form.dataset.draft}"]`);
    if (again) chooseAgain(again, form);
    if (again || moved) show(again ? { address: before.address, page: fresh } : before, { push: moved });
    (again ?? form).closest("details").open = true;
    if (answer.data.letter) main().querySelector(".letter")?.scrollIntoView({ block: "center" });
    notify(`Not saved. ${answer.detail}`, { seconds: 0 });
  };
  if (moved) notify(`Not saved. ${answer.detail}`, { buttons: [["Back to that job", back]], seconds: 0 });
  else back();
}

/** The clauses that a person chose, in the form of the page as it is now. */
function chooseAgain(form, before) {
  const chosen = new FormData(before).getAll("violated");
  for (const box of form.querySelectorAll('input[name="violated"]')) box.checked = chosen.includes(box.value);
}

async function takeBack() {
  if (!undo) return notify("There is nothing to undo.");
  const { review_id, before } = undo;
  undo = null;
  const answer = await send(`/desk/reviews/${review_id}/undo`, {}, main().dataset.csrf);
  if (!answer.ok) return notify(answer.detail, { seconds: 0 });
  const fresh = await load(before.address);
  if (main().dataset.open === "yes") keepForNext(shownJob());
  if (fresh) show({ address: before.address, page: fresh });
  notify("Undone: the job is open again.");
}

/** Without a job that is ready: asks for one, at last for one that this person took before a lost page, once no review
    is on its way: its job would come again. The undo stays in reach if it was the last one. */
async function goOn(page) {
  await prepareNext(reviewedQueue(), page.dataset.csrf);
  await Promise.all(sending);
  if (!readyJob()) await prepareNext(reviewedQueue(), page.dataset.csrf, { ahead: false });
  const next = takeNext() ?? { address: "/desk/queue", page: { main: emptyPage(page), title: "No more jobs · Clausewise" } };
  show(next);
}

function emptyPage(page) {
  const empty = document.createElement("main");
  empty.id = "main";
  empty.className = "job-page narrow";
  Object.assign(empty.dataset, { csrf: page.dataset.csrf, mine: "no", open: "no" });
  const title = document.createElement("h1");
  title.textContent = "No more jobs for you";
  const link = document.createElement("a");
  link.href = "/desk/queue";
  link.textContent = "Go to the queue";
  empty.append(title, link);
  return empty;
}

function preparePolicy(page) {
  const policy = page.querySelector("#policy");
  policy?.addEventListener("toggle", async () => {
    const body = policy.querySelector(".policy-body");
    if (!policy.open || body.dataset.loaded) return;
    const list = (await load(`${policy.dataset.address}&part=true`))?.querySelector(".policy-list");
    if (!list) return;
    body.dataset.loaded = "yes";
    body.replaceChildren(document.adoptNode(list));
    filterClauses(body);
  });
}

function filterClauses(body) {
  const field = body.querySelector("#clause-filter");
  field.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    for (const clause of body.querySelectorAll("details.clause")) clause.hidden = !clause.textContent.toLowerCase().includes(wanted);
  });
}

function prepareGraphic(page) {
  const button = page.querySelector("#reveal");
  if (!button) return;
  page.querySelector(".graphic").open = true;
  page.classList.toggle("blurred", page.dataset.blur === "yes");
  button.setAttribute("aria-pressed", String(page.dataset.blur !== "yes"));
  button.hidden = false;
  button.addEventListener("click", toggleGraphic);
  suggestBreak(Number(page.dataset.break));
}

/** After so many graphic cases in this window. */
function suggestBreak(after) {
  const seen = Number(sessionStorage.getItem("clausewise-graphic") ?? 0) + 1;
  sessionStorage.setItem("clausewise-graphic", String(seen));
  if (after && seen % after === 0) notify(`You have seen ${seen} graphic cases: a short break would be good.`, { seconds: 0 });
}

function toggleGraphic() {
  const button = main().querySelector("#reveal");
  if (!button) return false;
  button.setAttribute("aria-pressed", String(!main().classList.toggle("blurred")));
}

function press(key) {
  const found = main().querySelector(`details.action[data-key="${key}"]`);
  if (!found) return false;
  found.open = !found.open;
  if (found.open) showPanel(found); // at once: the next key belongs to it
}

function digit(event) {
  const place = Number(event.key);
  const panel = openAction();
  if (!panel) return goToClause(place - 1);
  const box = panel.querySelector(`input[data-number="${place}"]`);
  if (panel.querySelector(".choice")) box?.click();
  else panel.querySelectorAll(".presets button")[place - 1]?.click();
}

function goToClause(index) {
  const clauses = [...main().querySelectorAll(".clause-view")];
  const clause = clauses[Math.min(Math.max(index, 0), clauses.length - 1)];
  clause?.focus();
  clause?.scrollIntoView({ block: "nearest" });
}

function stepClause(step) {
  const clauses = [...main().querySelectorAll(".clause-view")];
  const at = clauses.indexOf(document.activeElement?.closest(".clause-view"));
  goToClause(at < 0 && step < 0 ? 0 : at + step);
}

function closeOpen() {
  close();
  const panel = openAction();
  if (!panel) return;
  panel.open = false;
  panel.querySelector("summary").focus();
}

async function renew() {
  const { mine, open, job, csrf } = main().dataset;
  if (mine === "yes" && open === "yes") {
    const answer = await send(`/desk/jobs/${job}/renew`, {}, csrf);
    if (answer.status === 409) notify(answer.detail, { seconds: 0 });
  }
  if (readyJob()) await send(`/desk/jobs/${readyJob()}/renew`, {}, csrf);
}

commonKeys(closeOpen);
onKeys({
  ...Object.fromEntries(["u", "o", "a", "e", "s", "c"].map((key) => [key, () => press(key)])),
  r: () => main().querySelector('form[data-key="r"] button')?.click(),
  z: takeBack,
  b: toggleGraphic,
  p: () => { const policy = main().querySelector("#policy"); policy.open = !policy.open; policy.scrollIntoView(); },
  l: () => {
    const editor = main().querySelector(".edit-letter");
    if (!editor) return false;
    editor.open = true;
    editor.querySelector("textarea").focus();
  },
  w: () => openAction()?.querySelector("textarea").focus(),
  j: () => stepClause(1),
  k: () => stepClause(-1),
  digit,
  Enter: (event) => {
    const first = openAction()?.querySelector(".presets button");
    if (!first || event.target.closest("button, a") || isTyping(event.target)) return false;
    first.click();
  },
});
addEventListener("popstate", () => { if (location.pathname !== shownAt) location.reload(); });  // not for a link within the page
setInterval(renew, RENEW_MS);
dropOldDrafts();
enter();
