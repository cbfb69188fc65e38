/** Shows files that came with a message, and finds the address they are kept at. */
import { h, icon, safeHref } from "./dom.js";
import { store } from "./store.js";

/** Files live with the playground itself, whatever host name their address was written with; it asks who wants to see them. */
export function fileAddress(file) {
  const own = (path) => `${path}?as=${encodeURIComponent(store.me?.id || "")}`;
  const given = safeHref(file.url_private || file.url_private_download || file.permalink || file.url);
  if (given) {
    const path = new URL(given, location.href).pathname;
    return path.startsWith("/files/") ? own(path) : given;
  }
  return file.id
    ? own(`/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name || file.title || "file")}`)
    : null;
}

export function sizeText(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export function fileChip(file) {
  const address = fileAddress(file);
  const name = file.title || file.name || "File";
  const body = [
    icon("file"),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "file-name" }, name),
      h(
        "span",
        { class: "muted" },
        [file.pretty_type || file.filetype || file.mimetype, sizeText(file.size)].filter(Boolean).join(" · "),
      ),
    ),
  ];
  return address
    ? h("a", { class: "file-chip", href: address, target: "_blank", rel: "noopener" }, body)
    : h("span", { class: "file-chip" }, body);
}

/** A file of a message: a picture is seen at once, anything else is a chip to open. */
export function fileNode(file) {
  const address = fileAddress(file);
  if (!address || !String(file.mimetype || "").startsWith("image/")) return fileChip(file);
  const alt = file.alt_txt || file.title || file.name || "Picture";
  const image = h("img", { src: address, alt, loading: "lazy", class: "picture" });
  image.addEventListener("error", () => figure.replaceWith(fileChip(file)));
  const figure = h(
    "figure",
    { class: "image-block" },
    h("figcaption", { class: "muted" }, file.title || file.name),
    h("a", { href: address, target: "_blank", rel: "noopener" }, image),
  );
  return figure;
}
