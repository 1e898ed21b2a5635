// Sends files of evidence in pieces: hashed on this device first, gone on with after a lost signal, never begun anew.
// Nothing is remembered on the device: which upload goes on, the service knows by the SHA-256 that is worked out here.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { Upload } from "tus-js-client";

const PIECE = 2 * 1024 * 1024;
const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const TUS = { "Tus-Resumable": "1.0.0" };
const ENDED = ["taken_in", "refused"];

const root = document.getElementById("evidence-upload");
if (root) new Page(root);

function Page(holder) {
  const words = holder.dataset;
  const form = holder.querySelector("form");
  const submit = form.querySelector("button[type=submit]");
  const rows = [...form.querySelectorAll("[data-row]")].map((part) => new Row(part, form, words));
  let sending = false;

  offerMore(rows, words, submit);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    const chosen = rows.filter((row) => row.isChosen);
    if (chosen.length === 0 && rows.some((row) => row.isKept)) return form.submit(); // came with the form before
    const wrong = chosen.length ? chosen.filter((row) => !row.isComplete()) : [rows[0].lacks("file", words.sayNoFile)];
    if (wrong.length) return wrong[0].focus();
    sending = true;
    submit.disabled = true;
    for (const row of chosen) await row.send(); // one after the other: a weak signal carries one file best
    sending = false;
    if (chosen.every((row) => row.state === "taken_in")) return leave(words.done);
    if (chosen.every((row) => ["taken_in", "received"].includes(row.state))) return leave(words.list);
    submit.disabled = false;
  });
  const warn = (event) => sending && event.preventDefault();
  window.addEventListener("beforeunload", warn);

  function leave(address) {
    window.removeEventListener("beforeunload", warn);
    window.location.assign(address);
  }
}

// The first two rows are shown; the others when they are asked for, or hold something.
function offerMore(rows, words, submit) {
  const hidden = rows.slice(2).filter((row) => !row.holdsSomething);
  for (const row of hidden) row.part.hidden = true;
  if (!hidden.length) return;
  const more = button(words.sayAnother, "govuk-button--secondary");
  more.addEventListener("click", () => {
    const next = hidden.shift();
    next.part.hidden = false;
    next.part.querySelector("input[type=file]").focus();
    if (!hidden.length) more.remove();
  });
  submit.closest(".govuk-button-group").before(more);
}

function Row(part, form, words) {
  const file = part.querySelector("input[type=file]");
  const kind = part.querySelector("select");
  const description = part.querySelector("input[type=text]");
  const told = document.createElement("div");
  const status = paragraph("govuk-body app-upload__status");
  const hash = paragraph("govuk-body-s app-upload__hash");
  const bar = document.createElement("progress");
  const pause = button(words.sayPause, "govuk-button--secondary");
  const fields = { file, kind, description };
  let hashing = null;
  let upload = null;
  let said = "";

  this.part = part;
  this.state = "";
  status.setAttribute("role", "status");
  bar.className = "app-progress";
  bar.max = 100;
  bar.setAttribute("aria-label", words.sayProgress);
  bar.hidden = pause.hidden = true;
  told.className = "app-upload";
  told.append(status, bar, pause, hash);
  part.append(told);

  Object.defineProperties(this, {
    isChosen: { get: () => file.files.length > 0 && !ENDED.includes(this.state) && this.state !== "received" },
    isKept: { get: () => Boolean(part.querySelector(".govuk-inset-text")) },
    holdsSomething: { get: () => description.value || part.querySelector(".govuk-inset-text, .govuk-error-message") },
  });
  this.focus = () => part.querySelector(".govuk-form-group--error :is(input, select)")?.focus();

  file.addEventListener("change", () => {
    this.state = "";
    mend(file);
    hash.replaceChildren();
    hashing = file.files.length && isFit() ? hashed(file.files[0]) : null;
    hashing?.catch(() => lack("file", words.sayUnreadable));
  });
  this.lacks = (name, message) => lack(name, message);
  this.isComplete = () => {
    if (!isFit()) return false;
    for (const name of ["kind", "description"]) {
      mend(fields[name]);
      if (!fields[name].value.trim()) lack(name, message(name));
    }
    return !part.querySelector(".govuk-error-message");
  };

  // Ends when the file is an exhibit, is refused, or is left to the service; paused and broken it waits for the officer.
  this.send = () =>
    new Promise((ended) => {
      lock(true);
      const go = async () => {
        pause.hidden = true;
        try {
          await attempt(ended);
        } catch (error) {
          if (error instanceof Refused) {
            lock(false);
            if (error.field in fields) lack(error.field, error.message);
            else tell(error.message);
            this.state = "refused";
            return ended();
          }
          stopped();
        }
      };
      pause.onclick = () => {
        if (!upload) return go();
        upload.abort();
        upload = null;
        offer(words.sayResume);
        tell(filled(words.sayPaused));
      };
      go();
    });

  const attempt = async (ended) => {
    const digest = await hashing;
    if (!digest) throw new Error("The file changed while it was read");
    const { address, offset } = await create(digest);
    if (offset > 0) tell(filled(words.sayGoingOn, { percent: percentOf(offset) }));
    bar.hidden = false;
    bar.value = percentOf(offset);
    offer(words.sayPause);
    upload = new Upload(file.files[0], {
      uploadUrl: address,
      chunkSize: PIECE,
      retryDelays: RETRIES,
      storeFingerprintForResuming: false,
      headers: token(),
      onProgress: (sent) => progress(sent),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        tell(filled(words.sayBroken));
        return status === 0 || status === 409 || status === 423 || status === 460 || status >= 500;
      },
      onError: (error) => {
        upload = null;
        const status = error.originalResponse?.getStatus();
        if (status === 413 || status === 507) tell(error.originalResponse.getBody());
        else stopped();
        offer(words.sayResume);
      },
      onSuccess: async () => {
        upload = null;
        pause.hidden = true;
        tell(words.sayChecking);
        try {
          await finish(address);
          ended();
        } catch (error) {
          if (!(error instanceof Refused)) return stopped();
          lock(false);
          tell(error.message);
          ended();
        }
      },
    });
    upload.start();
  };

  const create = async (digest) => {
    const said = {
      filename: file.files[0].name,
      sha256: digest,
      kind: kind.value,
      description: description.value,
      dispute: words.dispute,
    };
    const metadata = Object.entries(said).filter(([, value]) => value).map(([key, value]) => `${key} ${base64(value)}`);
    const answer = await fetch(words.create, {
      method: "POST",
      headers: { ...TUS, ...token(), "Upload-Length": file.files[0].size, "Upload-Metadata": metadata.join(",") },
      redirect: "manual",
    });
    if (answer.status === 413 || answer.status === 422) {
      throw new Refused(await answer.text(), answer.headers.get("Upload-Field"));
    }
    if (answer.status !== 201) throw new Error(`The service answered ${answer.status}`);
    return { address: answer.headers.get("Location"), offset: Number(answer.headers.get("Upload-Offset")) };
  };

  const finish = async (address) => {
    const answer = await fetch(`${address}/finish`, {
      method: "POST",
      headers: { ...token(), Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.status === 422) throw new Refused((await answer.json()).words);
    if (answer.status !== 201) throw new Error(`The service answered ${answer.status}`);
    const found = await answer.json();
    this.state = found.state;
    bar.hidden = true;
    tell(found.words || (found.state === "received" ? words.sayWaits : found.label));
    if (found.state !== "refused") return;
    lock(false);
    lack("file", found.words);
    tell("");
    file.focus();
  };

  const hashed = async (chosen) => {
    const sum = sha256.create();
    for (let at = 0; at < chosen.size; at += PIECE) {
      if (file.files[0] !== chosen) return ""; // another file was chosen meanwhile
      tellSometimes(words.sayHashing, Math.floor((at * 100) / chosen.size));
      sum.update(new Uint8Array(await chosen.slice(at, at + PIECE).arrayBuffer()));
    }
    const digest = bytesToHex(sum.digest());
    if (file.files[0] !== chosen) return "";
    const code = document.createElement("code");
    code.className = "app-hash";
    code.textContent = digest;
    hash.replaceChildren(`${words.sayHashed} `, code);
    tell("");
    return digest;
  };

  const isFit = () => {
    mend(file);
    if (file.files[0].size === 0) lack("file", words.sayEmpty);
    else if (file.files[0].size > Number(words.most)) lack("file", words.sayTooLarge);
    return !part.querySelector(".govuk-form-group--error input[type=file]");
  };

  const progress = (sent) => {
    bar.value = percentOf(sent);
    tellSometimes(words.saySending, percentOf(sent));
  };

  const stopped = () => {
    upload = null;
    tell(filled(words.sayStopped));
    offer(words.sayResume);
  };

  const offer = (text) => {
    pause.textContent = text;
    pause.hidden = false;
  };

  // What changes all the time is said at every tenth only, or nobody could listen to anything else.
  const tellSometimes = (text, percent) => {
    const step = `${text} ${Math.floor(percent / 10)}`;
    if (step === said) return;
    tell(filled(text, { percent }));
    said = step;
  };

  const tell = (text) => {
    said = "";
    status.textContent = text;
  };

  const filled = (text, more = {}) => {
    const known = { percent: bar.value, size: inWords(file.files[0]?.size ?? 0), ...more };
    return text.replace(/\{(\w+)\}/g, (_, name) => known[name]);
  };

  const percentOf = (sent) => Math.floor((sent * 100) / file.files[0].size);
  const token = () => ({ "X-CSRFToken": form.elements.csrf_token.value });
  const message = (name) => words[`sayNo${name[0].toUpperCase()}${name.slice(1)}`];

  const lack = (name, text) => {
    const field = fields[name];
    mend(field);
    const group = field.closest(".govuk-form-group");
    const error = paragraph("govuk-error-message");
    const prefix = document.createElement("span");
    prefix.className = "govuk-visually-hidden";
    prefix.textContent = `${words.sayError} `;
    error.id = `${field.id}-error`;
    error.append(prefix, text);
    group.classList.add("govuk-form-group--error");
    field.setAttribute("aria-describedby", [error.id, field.dataset.describedBy].filter(Boolean).join(" "));
    field.before(error);
    return this;
  };

  const mend = (field) => {
    field.dataset.describedBy ??= (field.getAttribute("aria-describedby") ?? "").replace(`${field.id}-error`, "").trim();
    const group = field.closest(".govuk-form-group");
    group.classList.remove("govuk-form-group--error");
    group.querySelector(".govuk-error-message")?.remove();
    field.classList.remove("govuk-input--error", "govuk-select--error", "govuk-file-upload--error");
    if (field.dataset.describedBy) field.setAttribute("aria-describedby", field.dataset.describedBy);
    else field.removeAttribute("aria-describedby");
  };

  const lock = (locked) => {
    for (const field of Object.values(fields)) field.disabled = locked;
  };

  if (file.files.length && isFit()) hashing = hashed(file.files[0]); // a browser that went back keeps what was chosen
}

class Refused extends Error {
  constructor(message, field = "") {
    super(message);
    this.field = field;
  }
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function inWords(size) {
  const units = ["KB", "MB", "GB"];
  let number = size / 1024;
  let unit = 0;
  while (number >= 999.5 && unit < 2) {
    number /= 1024;
    unit += 1;
  }
  return `${number < 9.95 ? number.toFixed(1) : Math.round(number)} ${units[unit]}`;
}

function paragraph(classes) {
  const made = document.createElement("p");
  made.className = classes;
  return made;
}

function button(text, kind) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `govuk-button ${kind}`;
  made.textContent = text;
  return made;
}
