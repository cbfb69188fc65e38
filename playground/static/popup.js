/** Menus and small panels that open beside a button, close on Esc or a click elsewhere, and give the focus back. */
import { h } from "./dom.js";

let current = null;

/** Closes whatever small panel is open. */
export function closePopup({ refocus = true } = {}) {
  if (!current) return;
  const { panel, anchor, onclose, stop } = current;
  current = null;
  stop();
  panel.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (refocus && anchor.isConnected) anchor.focus();
  onclose?.();
}

function place(panel, anchor) {
  const at = anchor.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const gap = 6;
  const below = at.bottom + gap + size.height <= innerHeight;
  const top = below ? at.bottom + gap : Math.max(gap, at.top - gap - size.height);
  const wanted = at.left + size.width <= innerWidth - gap ? at.left : at.right - size.width;
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.min(Math.max(gap, wanted), Math.max(gap, innerWidth - size.width - gap))}px`;
}

/** Opens `panel` beside `anchor`; the same button pressed again closes it. */
export function openPopup(anchor, panel, { onclose, focus } = {}) {
  const again = current?.anchor === anchor;
  closePopup({ refocus: again });
  if (again) return;
  panel.classList.add("popup");
  (anchor.closest("dialog") || document.body).append(panel);
  anchor.setAttribute("aria-expanded", "true");
  place(panel, anchor);
  const outside = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) closePopup({ refocus: false });
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    closePopup();
  };
  const moved = () => closePopup({ refocus: false });
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  addEventListener("resize", moved);
  const stop = () => {
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    removeEventListener("resize", moved);
  };
  current = { panel, anchor, onclose, stop };
  (focus || panel.querySelector("input, button, a, [tabindex]"))?.focus({ preventScroll: true });
}

/** Up, down, Home and End walk over `selector` inside `panel`. */
export function walkWithArrows(panel, selector, columns = 1) {
  panel.addEventListener("keydown", (event) => {
    const stops = [...panel.querySelectorAll(selector)].filter(
      (node) => !node.disabled && node.offsetParent !== null,
    );
    const here = stops.indexOf(document.activeElement);
    const steps = { ArrowDown: columns, ArrowUp: -columns };
    if (columns > 1) Object.assign(steps, { ArrowRight: 1, ArrowLeft: -1 });
    let next = null;
    if (event.key in steps) next = here + steps[event.key];
    else if (event.key === "Home" && document.activeElement?.tagName !== "INPUT") next = 0;
    else if (event.key === "End" && document.activeElement?.tagName !== "INPUT") next = stops.length - 1;
    if (next === null || !stops.length) return;
    event.preventDefault();
    stops[
      columns > 1 ? Math.min(Math.max(next, 0), stops.length - 1) : (next + stops.length) % stops.length
    ].focus();
  });
}

/**
 * Opens a menu. Items are `{label, hint?, icon?, danger?, checked?, testid?, run}`; a string is a heading; null is left out.
 */
export function openMenu(anchor, label, items, { testid, onclose } = {}) {
  const panel = h("div", { role: "menu", class: "menu", "aria-label": label, "data-testid": testid });
  for (const item of items.filter(Boolean)) {
    if (typeof item === "string") {
      panel.append(h("div", { class: "menu-heading", role: "presentation" }, item));
      continue;
    }
    const chosen = item.checked !== undefined;
    panel.append(
      h(
        "button",
        {
          type: "button",
          class: `menu-item${item.danger ? " danger" : ""}`,
          tabindex: "-1",
          role: chosen ? "menuitemradio" : "menuitem",
          "aria-checked": chosen ? String(item.checked) : null,
          "data-testid": item.testid,
          onclick: () => {
            closePopup();
            item.run();
          },
        },
        item.icon,
        h("span", { class: "menu-label" }, item.label),
        item.hint && h("span", { class: "menu-hint" }, item.hint),
      ),
    );
  }
  walkWithArrows(panel, ".menu-item");
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Tab") closePopup();
  });
  openPopup(anchor, panel, {
    onclose,
    focus: panel.querySelector('[aria-checked="true"]') || panel.querySelector(".menu-item"),
  });
}
