// A paper sent in pieces, that goes on by itself after a cut. Without it, the form sends the file whole.
"use strict";
const PIECE_BYTES = 500000;
const SMALL_BYTES = 200000; // sent whole by the form: one go is as quick
const WAIT_MAX_MS = 30000;
const form = document.querySelector("form[data-resume]");
const shown = document.querySelector("[data-progress]");

function say(word, done) {
  shown.hidden = false;
  shown.querySelector("[role=status]").textContent = shown.dataset[word];
  if (done !== undefined) shown.querySelector("progress").value = done;
}

// One request; an answer that could come later (no network, 429, 5xx) is null, a refusal throws.
function once(method, path, body, headers, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (progress) request.upload.onprogress = (event) => progress(event.loaded);
    request.onerror = request.ontimeout = request.onabort = () => resolve(null);
    request.onload = () => {
      const at = request.getResponseHeader("Upload-Offset");
      if (request.status < 300) resolve(JSON.parse(request.responseText));
      else if (request.status === 409 && at !== null) resolve({ offset: Number(at) });
      else if (request.status === 429 || request.status >= 500) resolve(null);
      else reject(new Error(String(request.status)));
    };
    request.timeout = 120000;
    request.send(body);
  });
}

// Waits longer each time, and no longer than until the network says that it is back.
function pause(tries) {
  say("waiting");
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(WAIT_MAX_MS, 500 * 2 ** tries));
    addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

async function ask(method, path, body, headers = {}) {
  for (let tries = 0; ; tries += 1) {
    const answer = await once(method, path, body, headers);
    if (answer !== null) return answer;
    await pause(tries);
  }
}

async function sendPieces(path, file, offset) {
  for (let tries = 0; offset < file.size;) {
    say("sending", offset / file.size);
    const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) };
    const piece = file.slice(offset, offset + PIECE_BYTES), from = offset;
    const answer = await once("PATCH", path, piece, headers, (sent) => say("sending", (from + sent) / file.size));
    if (answer === null) {
      await pause(tries);
      offset = (await ask("GET", path)).offset;
      tries += 1;
    } else {
      offset = answer.offset;
      tries = 0;
    }
  }
}

async function send(file) {
  const fields = new FormData(form), category = fields.get("category"), folder = fields.get("folder") || "";
  const word = form.querySelector(`[name=category][value="${category}"]`).closest("label").textContent.trim();
  say("sending", 0);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const title = fields.get("title").trim() || word;
  const said = JSON.stringify({ category, folder, title, size_bytes: file.size, sha256 });
  const begun = await ask("POST", form.dataset.resume, said, { "Content-Type": "application/json" });
  const path = `${form.dataset.resume}/${begun.id}`;
  await sendPieces(path, file, begun.offset);
  say("checking", 1);
  await ask("POST", `${path}/paper`).catch(() => null); // what is refused is told by the page that follows
  const last = document.createElement("form");
  last.method = "post";
  last.action = `${form.dataset.end}/${begun.id}`;
  for (const name of ["key", "category", "folder", "title", "expires_on"]) {
    const field = document.createElement("input");
    field.type = "hidden"; field.name = name; field.value = fields.get(name) || "";
    last.append(field);
  }
  document.body.append(last);
  last.submit();
}

if (form && shown && window.crypto && crypto.subtle) {
  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);
    const several = form.querySelector("[name=several]").checked;
    if (files.length !== 1 || several || files[0].size < SMALL_BYTES) return;
    event.preventDefault();
    form.querySelectorAll("button").forEach((one) => { one.disabled = true; });
    send(files[0]).catch(() => form.submit());
  });
}
