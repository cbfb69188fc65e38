/** Speaks to the playground: calls with words for the person when they fail, and the stream of what happens. */

let me = null;

/** Who is looking; every call says so. */
export function lookAs(userId) {
  me = userId;
}

async function answerOf(request) {
  try {
    const response = await request;
    const answer = await response.json().catch(() => null);
    if (answer && typeof answer === "object") return "ok" in answer ? answer : { ok: response.ok, ...answer };
    return {
      ok: false,
      error: `http_${response.status}`,
      text: `The playground answered ${response.status}. Try again.`,
    };
  } catch {
    return {
      ok: false,
      error: "unreachable",
      text: "The playground cannot be reached. Is it still running?",
    };
  }
}

export function get(path, query = {}) {
  const words = new URLSearchParams(
    Object.entries({ as: me, ...query }).filter(([, value]) => value !== null && value !== undefined),
  );
  return answerOf(fetch(`${path}?${words}`));
}

export function post(path, body = {}) {
  return answerOf(
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: me, ...body }),
    }),
  );
}

/** The control calls take a body as it is, without saying who looks. */
export function control(path, body) {
  if (body === undefined) return answerOf(fetch(path));
  return answerOf(
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

export function upload(file) {
  const form = new FormData();
  form.append("as", me);
  form.append("file", file, file.name || "pasted.png");
  return answerOf(fetch("/ui/upload", { method: "POST", body: form }));
}

const EVENTS = [
  "message",
  "message_changed",
  "message_deleted",
  "view_opened",
  "view_updated",
  "view_closed",
  "home",
  "session",
  "prompts",
  "channel",
  "unread",
  "clock",
  "notice",
];

/**
 * Listens to the stream for as long as the page is open. A browser gives up by itself after a refused connection, so
 * this opens a new one, waiting a little longer each time; `onback` is called when something may have been missed.
 */
export function listen({ onevent, onstate, onback }) {
  let source = null;
  let wait = 500;
  let opened = false;
  const open = () => {
    source = new EventSource(`/ui/stream?as=${encodeURIComponent(me)}`);
    source.onopen = () => {
      wait = 500;
      onstate(true);
      if (opened) onback();
      opened = true;
    };
    source.onerror = () => {
      onstate(false);
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => onevent(name, JSON.parse(event.data || "{}")));
    }
  };
  open();
  addEventListener("pagehide", () => source.close());
}
