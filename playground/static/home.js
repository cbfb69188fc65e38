/** App Home: what the bot has published for the person who is looking. */
import { post } from "./api.js";
import { blockContext, keepingFocus } from "./actions.js";
import { renderBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { notice } from "./notices.js";
import { store } from "./store.js";

export class Home {
  constructor() {
    this.inner = h("div", { class: "home-inner blocks" });
    this.node = h(
      "div",
      { class: "home", id: "home-panel", role: "tabpanel", "aria-labelledby": "home-tab", tabindex: "0" },
      this.inner,
    );
    this.view = null;
  }

  /** Tells the bot that Home is looked at, and shows what is published so far. */
  async open() {
    if (!this.view) this.inner.replaceChildren(h("p", { class: "muted empty" }, "Opening…"));
    const answer = await post("/ui/open_home", { tab: "home" });
    if (!answer.ok) notice({ level: "error", text: answer.text || "Home could not be opened." });
    // A view published while this call was under way has come by the stream already and is the newer one.
    else if (!this.view || answer.view) this.show(answer.view);
  }

  show(view) {
    this.view = view;
    if (!view) {
      this.inner.replaceChildren(
        h("p", { class: "muted empty" }, `${store.bot.name} has not published a Home for you yet.`),
      );
      return;
    }
    const previous = this.context?.form.values();
    this.context = blockContext({ container: { type: "view", view_id: view.id }, previous });
    keepingFocus(this.inner, () => this.inner.replaceChildren(renderBlocks(view.blocks, this.context)));
  }
}
