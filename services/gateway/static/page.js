// What a page does better with JavaScript, never needed: printing from a button, a card's code filled from its QR.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
addEventListener("beforeprint", () => document.querySelectorAll("details:has(.signed)").forEach((one) => { one.open = true; }));
const card = document.querySelector("input[data-card]");
if (card && location.hash.length > 1) {
  card.value = decodeURIComponent(location.hash.slice(1)).slice(0, 60);
  history.replaceState(null, "", location.pathname + location.search);
  document.querySelector("input[name=pin]").focus();
}
// Spoken by the browser, and offered only where it has a voice for the page's language.
const speak = document.querySelector("[data-speak]");
if (speak && "speechSynthesis" in window) {
  const language = document.documentElement.lang;
  const voice = () => speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
  const offer = () => { speak.hidden = !voice(); };
  speechSynthesis.addEventListener("voiceschanged", offer);
  offer();
  speak.addEventListener("click", () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
    const told = document.querySelector("[data-spoken]").cloneNode(true);
    told.querySelectorAll(".no-print").forEach((one) => one.remove());
    for (const block of told.querySelectorAll("h1, h2, p, li, .tag")) {
      if (block.textContent.trim() && !block.querySelector("p, .tag")) {
        const said = new SpeechSynthesisUtterance(block.textContent.trim());
        said.lang = language; said.voice = voice();
        speechSynthesis.speak(said);
      }
    }
  });
}
