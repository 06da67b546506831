// One line at the bottom that says what happened, with at most two buttons.

let timer = 0;

/** `buttons` are pairs of a label and a function. `seconds` 0: it stays until the next one or until it is closed. */
export function notify(text, { buttons = [], seconds = 6 } = {}) {
  const notice = document.getElementById("notice");
  clearTimeout(timer);
  notice.replaceChildren(document.createTextNode(text), ...buttons.map(([label, act]) => button(label, act)));
  if (!seconds) notice.append(button("Close", () => {}));
  notice.hidden = false;
  if (seconds) timer = setTimeout(close, seconds * 1000);
}

export function close() {
  document.getElementById("notice").hidden = true;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", () => {
    close();
    act();
  });
  return made;
}
