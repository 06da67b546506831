// Requests to the desk. An answer is never thrown away: a failure has words for the person.

const OFFLINE = "The service does not answer. Nothing was lost: try again in a moment.";

/** Resolves to {ok, status, data, detail}; `detail` says what went wrong. */
export async function send(address, fields, csrf) {
  const headers = { "Accept": "application/json", "X-CSRF-Token": csrf };
  try {
    const response = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), credentials: "same-origin" });
    const data = response.status === 204 ? {} : await response.json();
    return { ok: response.ok, status: response.status, data, detail: data.detail ?? "" };
  } catch {
    return { ok: false, status: 0, data: {}, detail: OFFLINE };
  }
}

/** Resolves to the document at the address, or null. */
export async function load(address) {
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok || response.redirected) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}
