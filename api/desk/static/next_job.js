// Takes the next job ahead of time, so that it is shown at the key.

import { load, send } from "./net.js";

let ready = null; // {address, page}: taken for this person, and read
let asking = null;

/** Starts to take and read the next job of the queue, unless one is there; with `ahead`, another one than the person
    has already. */
export function prepareNext(queue, csrf, { ahead = true } = {}) {
  if (!ready && !asking) {
    asking = ask(queue, csrf, ahead).finally(() => { asking = null; });
  }
  return asking ?? Promise.resolve();
}

async function ask(queue, csrf, ahead) {
  const answer = await send("/desk/queue/next", { queue, ahead: ahead ? "yes" : "" }, csrf);
  const address = answer.ok ? answer.data.address : null;
  const page = address ? await load(address) : null;
  if (page?.querySelector("main.job-page")) ready = { address, page };
}

/** The job that is ready, which is then no longer here; null if there is none. */
export function takeNext() {
  const next = ready;
  ready = null;
  return next;
}

/** The id of the job that is ready, so that its lease can be renewed too; null without one. */
export function readyJob() {
  return ready && jobOf(ready.page);
}

function jobOf(page) {
  return (page.main ?? page.querySelector("main")).dataset.job ?? null;
}

/** Puts a job back in front: the person went back to the one before. */
export function keepForNext(next) {
  ready = next;
}
