/** The left side: channels, direct messages and the app, what is unread in them, and who the person at the page is. */
import { h, icon } from "./dom.js";
import { avatar } from "./message.js";
import { openMenu } from "./popup.js";
import { channelName, isBotChannel, personName, store } from "./store.js";

const TEAM_WORDS = { sales: "Sales", marketing: "Marketing" };
const teamWords = (user) => TEAM_WORDS[user.team] || user.team || "Others";

export class Sidebar {
  constructor() {
    this.lists = h("div", { class: "side-lists" });
    this.who = h("button", {
      type: "button",
      class: "who",
      "data-testid": "whoami",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => this.whoMenu(),
    });
    this.node = h(
      "nav",
      { class: "sidebar", id: "sidebar", "aria-label": "Channels and messages" },
      this.lists,
      this.who,
    );
    this.node.addEventListener("click", (event) => {
      if (event.target.closest("a")) this.drawer(false);
    });
  }

  /** Opens or closes the drawer the sidebar is on a phone. */
  drawer(open) {
    document.body.classList.toggle("drawer-open", open);
    document.getElementById("drawer-button")?.setAttribute("aria-expanded", String(open));
    if (open) (this.lists.querySelector('[aria-current="page"]') || this.lists.querySelector("a"))?.focus();
  }

  draw(current) {
    this.current = current ?? this.current;
    const mine = [...store.channels.values()].filter(
      (channel) =>
        channel.kind === "im" || channel.members?.includes(store.me.id) || channel.kind === "channel",
    );
    const rooms = mine
      .filter((channel) => channel.kind !== "im")
      .sort((a, b) => a.name.localeCompare(b.name));
    const [bots, people] = [true, false].map((wanted) =>
      mine.filter((channel) => channel.kind === "im" && isBotChannel(channel) === wanted),
    );
    const focused = this.lists.contains(document.activeElement)
      ? document.activeElement.getAttribute("href")
      : null;
    this.lists.replaceChildren(
      ...this.section("Channels", rooms),
      ...this.section("Direct messages", people),
      ...this.section("Apps", bots),
    );
    if (focused) this.lists.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
    const { me } = store;
    this.who.replaceChildren(
      avatar({ name: personName(me.id), avatar: me.avatar }, "small"),
      h(
        "span",
        { class: "who-words" },
        h("span", { class: "who-name" }, personName(me.id)),
        h("span", { class: "muted" }, [me.title, teamWords(me)].filter(Boolean).join(" · ")),
      ),
      h("span", { class: "visually-hidden" }, "Look at the workspace as somebody else"),
      icon("down"),
    );
  }

  section(title, channels) {
    if (!channels.length) return [];
    return [
      h("h2", { class: "side-heading" }, title),
      h(
        "ul",
        { class: "side-list" },
        channels.map((channel) => h("li", {}, this.entry(channel))),
      ),
    ];
  }

  entry(channel) {
    const count = store.unread.get(channel.id) || 0;
    const name = channelName(channel.id);
    const here = this.current === channel.id;
    const user = store.users.get(channel.user);
    const sign =
      channel.kind === "im"
        ? avatar({ name, avatar: user?.avatar, isBot: isBotChannel(channel) }, "tiny")
        : icon(channel.kind === "private" ? "lock" : "hash");
    return h(
      "a",
      {
        href: `#/c/${channel.id}`,
        class: `side-item${count ? " unread" : ""}${channel.is_archived ? " archived" : ""}`,
        "aria-current": here ? "page" : null,
        "data-testid": `sidebar-channel-${channel.name || name}`,
      },
      sign,
      h("span", { class: "side-name" }, name),
      channel.is_archived && h("span", { class: "muted" }, "archived"),
      count > 0 &&
        h("span", { class: "badge", "aria-label": `${count} unread` }, count > 99 ? "99+" : String(count)),
    );
  }

  whoMenu() {
    const teams = new Map();
    for (const user of store.users.values()) {
      if (user.is_bot || user.deleted) continue;
      const team = teamWords(user);
      teams.set(team, [...(teams.get(team) || []), user]);
    }
    const items = [...teams].flatMap(([team, users]) => [
      team,
      ...users.map((user) => ({
        label: user.real_name || user.name,
        hint: user.title,
        checked: user.id === store.me.id,
        testid: `whoami-${user.id}`,
        icon: avatar({ name: user.real_name || user.name, avatar: user.avatar }, "tiny"),
        run: () => lookAs(user.id, this.current),
      })),
    ]);
    openMenu(this.who, "Look as", items, { testid: "whoami-list" });
  }
}

/** Another person begins with a page of their own, so nothing of the first one's is left on it. */
function lookAs(id, current) {
  const url = new URL(location.href);
  if (isBotChannel(store.channels.get(current)) && url.hash !== "#/home") url.hash = "#/messages";
  url.searchParams.set("as", id);
  location.assign(url);
}
