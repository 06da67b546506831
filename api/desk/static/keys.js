// Keys that work anywhere on a page, except while a person types.

const TYPING = "input, textarea, select, [contenteditable]";

export const isTyping = (target) => target instanceof Element && target.matches(TYPING) && target.type !== "checkbox";

/** `handlers` maps a key to a function of the event. A function that returns false leaves the key to the browser. */
export function onKeys(handlers) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.repeat && event.key !== "j" && event.key !== "k") return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const handler = handlers[event.key] ?? (/^[1-9]$/.test(event.key) ? handlers.digit : undefined);
    if (handler && handler(event) !== false) event.preventDefault();
  });
}

const field = (id) => document.getElementById(id);

function focusField(id) {
  field(id)?.focus();
  field(id)?.select();
}

/** The keys of every page: search, jump, help, Escape. `escape` is what else a page closes. */
export function commonKeys(escape = () => {}) {
  const help = field("help");
  const button = field("show-help");
  if (button && help) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  document.documentElement.classList.add("js");
  onKeys({ "/": () => focusField("search"), "?": () => help?.showModal() });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      focusField("jump");
    } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      if (isTyping(event.target)) event.target.blur();
      escape();
    }
  });
}
