/** The emoji the playground knows by Slack's short names. */

export const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", heart: "❤️", tada: "🎉", eyes: "👀", pray: "🙏", clap: "👏",
  raised_hands: "🙌", wave: "👋", ok_hand: "👌", muscle: "💪", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇",
  handshake: "🤝", fire: "🔥", rocket: "🚀", star: "⭐", sparkles: "✨", "100": "💯", white_check_mark: "✅", heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️", x: "❌", no_entry: "⛔", no_entry_sign: "🚫", warning: "⚠️", exclamation: "❗", question: "❓",
  information_source: "ℹ️", bulb: "💡", memo: "📝", pencil: "📝", pencil2: "✏️", pushpin: "📌", round_pushpin: "📍", paperclip: "📎", link: "🔗",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", calendar: "📆", date: "📅", spiral_calendar_pad: "🗓️",
  alarm_clock: "⏰", hourglass_flowing_sand: "⏳", hourglass: "⌛", stopwatch: "⏱️", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢",
  speech_balloon: "💬", left_speech_bubble: "🗨️", thought_balloon: "💭", email: "📧", inbox_tray: "📥", outbox_tray: "📤", package: "📦", gift: "🎁",
  moneybag: "💰", dollar: "💵", euro: "💶", credit_card: "💳", receipt: "🧾", label: "🏷️", lock: "🔒", unlock: "🔓", key: "🔑", mag: "🔍",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", office: "🏢", house: "🏠", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️",
  robot_face: "🤖", books: "📚", book: "📖", newspaper: "📰", clipboard: "📋", file_folder: "📁", scroll: "📜", dart: "🎯", trophy: "🏆",
  first_place_medal: "🥇", seedling: "🌱", herb: "🌿", balance_scale: "⚖️", scales: "⚖️", shield: "🛡️", compass: "🧭", thread: "🧵",
  smile: "😄", smiley: "😃", slightly_smiling_face: "🙂", grinning: "😀", joy: "😂", wink: "😉", thinking_face: "🤔", neutral_face: "😐",
  disappointed: "😞", cry: "😢", sob: "😭", sweat_smile: "😅", sunglasses: "😎", party: "🥳", partying_face: "🥳", shrug: "🤷", facepalm: "🤦",
  coffee: "☕", beers: "🍻", sunny: "☀️", rainbow: "🌈", zap: "⚡", boom: "💥", snowflake: "❄️",
  large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠", red_circle: "🔴", large_blue_circle: "🔵", white_circle: "⚪",
  black_circle: "⚫", green_heart: "💚", blue_heart: "💙", small_blue_diamond: "🔹", small_orange_diamond: "🔸", arrow_right: "➡️", arrow_left: "⬅️",
  arrow_up: "⬆️", arrow_down: "⬇️", arrow_upper_right: "↗️", arrow_lower_right: "↘️", arrows_counterclockwise: "🔄", repeat: "🔁", heavy_minus_sign: "➖",
  heavy_plus_sign: "➕", one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", new: "🆕", soon: "🔜", top: "🔝",
  construction: "🚧", triangular_flag_on_post: "🚩", checkered_flag: "🏁", leftwards_arrow_with_hook: "↩️", broken_heart: "💔", see_no_evil: "🙈",
};

/** The sign for a short name, or null when the playground does not know it. */
export const emojiFor = (name) => EMOJI[String(name).replace(/::skin-tone-\d$/, "")] || null;

/** Those offered in the picker, each sign once. */
export const PICKABLE = [...new Map(Object.entries(EMOJI).map(([name, sign]) => [sign, name]).reverse()).entries()]
  .map(([sign, name]) => ({ name, sign })).reverse();
