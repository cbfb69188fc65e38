/** Makes a field that takes files: chosen, dropped or pasted, and kept by the playground until the form is sent. */
import { upload } from "./api.js";
import { freshId, h, icon } from "./dom.js";
import { sizeText } from "./files.js";

/** A list of files being handed in, shared by the composer and the file field. */
export class FileTray {
  constructor({ most = 10, onchange } = {}) {
    this.most = most;
    this.onchange = onchange;
    this.entries = [];
    this.node = h("ul", { class: "tray", "aria-label": "Files", hidden: true });
  }

  get files() {
    return this.entries.filter((entry) => entry.file).map((entry) => entry.file);
  }

  get busy() {
    return this.entries.some((entry) => !entry.file && !entry.failed);
  }

  async add(list) {
    for (const raw of [...list].slice(0, Math.max(0, this.most - this.entries.length))) {
      const entry = { name: raw.name || "pasted.png", size: raw.size };
      this.entries.push(entry);
      this.draw();
      const answer = await upload(raw);
      if (answer.ok) entry.file = answer.file;
      else entry.failed = answer.text || "This file could not be kept.";
      this.draw();
    }
  }

  restore(files) {
    this.entries = files.map((file) => ({ name: file.name || file.title, size: file.size, file }));
    this.draw();
  }

  clear() {
    this.restore([]);
  }

  draw() {
    this.node.hidden = !this.entries.length;
    this.node.replaceChildren(
      ...this.entries.map((entry) =>
        h(
          "li",
          {
            class: `chip file${entry.failed ? " failed" : ""}`,
            "aria-busy": !entry.file && !entry.failed ? "true" : null,
          },
          icon("file"),
          h("span", {}, entry.name),
          h("span", { class: "muted" }, entry.failed || sizeText(entry.size)),
          h(
            "button",
            {
              type: "button",
              "aria-label": `Take out ${entry.name}`,
              onclick: () => {
                this.entries = this.entries.filter((other) => other !== entry);
                this.draw();
              },
            },
            icon("close"),
          ),
        ),
      ),
    );
    this.onchange?.();
  }
}

export function fileInput(element, options) {
  const tray = new FileTray({ most: element.max_files || 10, onchange: () => options.onchange?.() });
  if (options.previous?.files) tray.restore(options.previous.files);
  const types = (element.filetypes || []).map((type) => `.${type}`);
  const chooser = h("input", {
    id: freshId("field"),
    type: "file",
    class: "file-chooser",
    multiple: (element.max_files || 10) > 1,
    accept: types.join(",") || null,
    "aria-label": options.label,
    "data-testid": `action-${element.action_id}`,
  });
  chooser.addEventListener("change", () => {
    tray.add(chooser.files);
    chooser.value = "";
  });
  const node = h(
    "div",
    { class: "drop" },
    chooser,
    h("span", { class: "muted" }, types.length ? `or drop it here (${types.join(", ")})` : "or drop it here"),
    tray.node,
  );
  for (const kind of ["dragover", "dragleave", "drop"]) {
    node.addEventListener(kind, (event) => {
      event.preventDefault();
      event.stopPropagation();
      node.classList.toggle("over", kind === "dragover");
      if (kind === "drop") tray.add(event.dataTransfer.files);
    });
  }
  return {
    node,
    control: chooser,
    read: () => ({ type: element.type, files: tray.files }),
    check: () => (tray.busy ? "Wait until the file is kept." : null),
  };
}
