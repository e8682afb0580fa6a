import { Controller } from "@hotwired/stimulus";

import { freshId } from "../drafts.js";
import { loaded } from "../enrich/loaded.js";

const LONG = { characters: 4000, lines: 80 };
const PASTED = "Pasted text.txt";
const FIRST_LOOK = 300; // ms until it is asked again whether a file has been read; grows
const LAST_LOOK = 4000; // ms

// The files of the message that is being written: picked, dropped or pasted, and on the server before the
// message is sent.
export default class extends Controller {
  static targets = ["list", "chip", "template", "form", "note"];

  uploads = new Map();
  queue = Promise.resolve();
  looks = new Map();
  held = false;
  sent = [];

  disconnect() {
    for (const look of this.looks.values()) clearTimeout(look);
  }

  chipTargetConnected(chip) {
    show(chip);
    if (["waiting", "reading"].includes(chip.dataset.state)) this.#lookLater(chip, FIRST_LOOK);
  }

  chipTargetDisconnected(chip) {
    clearTimeout(this.looks.get(chip));
    this.looks.delete(chip);
  }

  pick({ target }) {
    this.#take([...target.files]);
    target.value = "";
  }

  // What comes from a text program is text, even if a picture of it is offered too.
  paste(event) {
    const text = event.clipboardData.getData("text/plain");
    const files = text ? [] : [...event.clipboardData.files];
    if (event.target === this.#text && isLong(text))
      files.push(new File([text], PASTED, { type: "text/plain" }));
    if (!files.length) return;
    event.preventDefault();
    this.#take(files);
  }

  over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.element.toggleAttribute("data-dropping", true);
  }

  out(event) {
    if (!event.relatedTarget) this.element.removeAttribute("data-dropping");
  }

  drop(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.element.removeAttribute("data-dropping");
    this.#take([...event.dataTransfer.files]);
  }

  // A message waits for its files.
  hold(event) {
    if (event.target !== this.#composer) return;
    this.held = this.uploads.size > 0;
    this.#say();
    if (this.held) {
      event.preventDefault();
      event.stopPropagation();
    } else {
      this.sent = new FormData(this.#composer).getAll("attachments");
    }
  }

  clear() {
    for (const id of this.sent) document.getElementById(`attachment_${id}`)?.remove();
    this.sent = [];
  }

  cancel({ target }) {
    const chip = target.closest(".chip");
    this.uploads.get(chip)?.cancel();
    chip.remove();
    this.#text.focus();
  }

  removed({ target }) {
    if (target.id === "detach") this.#changed();
  }

  async inline({ target, params }) {
    const response = await fetch(params.text);
    if (!response.ok) return;
    const { selectionStart, selectionEnd } = this.#text;
    this.#text.setRangeText(await response.text(), selectionStart, selectionEnd, "end");
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
    target.closest(".chip").querySelector("[form=detach]").click();
  }

  get #composer() {
    return this.listTarget.closest("form");
  }

  get #text() {
    return this.#composer.elements.text;
  }

  #take(files) {
    for (const file of files) this.#add(file);
    this.#text.focus();
  }

  #add(file) {
    const chip = this.#placeholder(file);
    const { most, large } = this.templateTarget.dataset;
    this.listTarget.append(chip);
    show(chip);
    if (file.size > Number(most)) this.#refuse(chip, large);
    else this.#enqueue(chip, file);
  }

  #placeholder({ name }) {
    const chip = this.templateTarget.content.firstElementChild.cloneNode(true);
    const remove = chip.querySelector("button");
    chip.id = `upload_${freshId()}`;
    chip.querySelector(".chip__name").textContent = name;
    remove.setAttribute("aria-label", `${remove.title} ${name}`);
    return chip;
  }

  // One after the other: they stay in their order.
  #enqueue(chip, file) {
    this.uploads.set(chip, null);
    this.queue = this.queue.then(async () => {
      if (chip.isConnected) await this.#upload(chip, file);
      this.uploads.delete(chip);
      if (this.held && !this.uploads.size) this.#release();
    });
  }

  async #upload(chip, file) {
    const progress = chip.querySelector("progress");
    try {
      const { Upload } = await loaded(import("../attachments/upload.js"));
      const upload = new Upload(this.formTarget, file, freshId());
      this.uploads.set(chip, upload);
      const { html, refused } = await upload.send((share) => (progress.value = share));
      if (html) this.#arrived(chip, html);
      else this.#refuse(chip, refused);
    } catch {
      this.#refuse(chip, "");
    }
  }

  #arrived(chip, html) {
    chip.replaceWith(fragment(html));
    this.#changed({ focus: false });
  }

  #refuse(chip, sentence) {
    chip.dataset.state = "refused";
    chip.querySelector("progress")?.remove();
    chip.querySelector(".chip__problem").textContent = sentence || this.templateTarget.dataset.lost;
  }

  // Whoever waits for a file that is not taken may want to send something else.
  #release() {
    this.held = false;
    this.#say();
    if (!this.listTarget.querySelector("[id^=upload_]")) this.#composer.requestSubmit();
  }

  #say() {
    this.noteTarget.textContent = this.held ? this.noteTarget.dataset.text : "";
  }

  // With other files it is another message than one whose sending failed.
  #changed({ focus = true } = {}) {
    const busy = this.#composer.getAttribute("aria-busy") === "true";
    if (!busy) this.#composer.elements.client_id.value = freshId();
    if (focus) this.#text.focus();
  }

  #lookLater(chip, pause) {
    const look = setTimeout(() => this.#look(chip, pause), pause);
    this.looks.set(chip, look);
  }

  async #look(chip, pause) {
    const { gone, html } = await ask(chip.dataset.address);
    const seen = html && fragment(html);
    if (gone) chip.remove();
    else if (seen && seen.dataset.state !== chip.dataset.state) chip.replaceWith(seen);
    else if (chip.isConnected) this.#lookLater(chip, Math.min(LAST_LOOK, pause * 1.5));
  }
}

// On a phone the files are in one row, of which a part is seen.
function show(chip) {
  chip.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function isLong(text) {
  return text.length > LONG.characters || text.split("\n").length > LONG.lines;
}

// A file is gone when its message was sent from another page.
async function ask(address) {
  try {
    const response = await fetch(address, { headers: { "Turbo-Frame": "attachments" } });
    if (response.ok && !response.redirected) return { html: await response.text() };
    return { gone: response.status === 404 };
  } catch {
    return {};
  }
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return document.importNode(template.content, true).firstElementChild;
}
