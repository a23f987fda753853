/** Brings a command's pictures to the server before the command itself. */

const PATIENCE = 60_000;

/**
 * Upload every picture of a command; answers {} or {retry, after | code, say}. `as` is the one of a device's people who
 * speaks; staff have none, and upload in their own name.
 */
export async function upload(workshop, command, as) {
  const whom = as ? command.for || as : null;
  for (const picture of command.media) {
    const answer = await put(`/api/v1/workshops/${workshop}/media/${picture.id}`, picture.blob, whom);
    if (answer.retry) return answer;
  }
  return {};
}

async function put(url, blob, whom) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const headers = { "Content-Type": blob.type || "image/jpeg", Accept: "application/json" };
    const response = await fetch(whom ? `${url}?person=${whom}` : url, { method: "PUT", body: blob, headers, signal: stop.signal });
    return response.ok ? {} : await refusal(response);
  } catch (error) {
    return { retry: "later", after: 3000 };
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response) {
  if (response.status === 429 || response.status >= 500) {
    return { retry: "later", after: 1000 * Number(response.headers.get("Retry-After") || 3) };
  }
  const problem = await response.json().catch(() => ({}));
  return { retry: "never", code: "photo_refused", say: problem.detail || problem.title || "" };
}
