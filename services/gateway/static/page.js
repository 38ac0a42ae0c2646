// What a page does better with JavaScript, never needed: printing from a button, a card's code filled from its QR.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const card = document.querySelector("input[data-card]");
if (card && location.hash.length > 1) {
  card.value = decodeURIComponent(location.hash.slice(1)).slice(0, 60);
  history.replaceState(null, "", location.pathname + location.search);
  document.querySelector("input[name=pin]").focus();
}
