// Keeps what a person types until it was sent: in the browser at once.

const PREFIX = "clausewise-draft:";
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;

export function keepDraft(name, text) {
  try {
    if (text) localStorage.setItem(PREFIX + name, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // a full or forbidden storage: the text is still on the page
  }
}

export function draftOf(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name))?.text ?? "";
  } catch {
    return "";
  }
}

export function dropOldDrafts() {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      if (!(Date.now() - JSON.parse(localStorage.getItem(key)).at < MAX_AGE_MS)) localStorage.removeItem(key);
    }
  } catch {
    // as above
  }
}
