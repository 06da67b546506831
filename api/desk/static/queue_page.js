// The queue by keyboard: j and k choose a job, Enter opens it or starts reviewing.

import { commonKeys, onKeys } from "./keys.js";

const links = () => [...document.querySelectorAll(".row-link")];

function move(step) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

commonKeys();
sessionStorage.setItem("clausewise-queue", document.querySelector('input[name="queue"]').value);
onKeys({
  j: () => move(1),
  k: () => move(-1),
  Enter: () => {
    if (document.activeElement?.matches("a, button, summary")) return false;
    document.getElementById("start")?.click();
  },
});
