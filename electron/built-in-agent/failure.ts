import Anthropic from "@anthropic-ai/sdk";
import type { ModelDescription } from "./model";

/**
 * Explains an error of the model or its server in a sentence that says what to do; undefined for any other error,
 * which is a defect.
 */
export function explainFailure(error: unknown, description: ModelDescription): string | undefined {
  if (!(error instanceof Anthropic.AnthropicError)) return undefined;
  const message = messageOf(error);
  if (description.kind !== "live")
    return message.startsWith("scripted model") ? message : `scripted model: ${message}`;
  const place = description.baseURL === undefined ? "api.anthropic.com" : "the model's server";

  if (error instanceof Anthropic.APIConnectionTimeoutError) {
    return `No answer from ${place} in time. Start again when it is less busy.`;
  }
  if (error instanceof Anthropic.APIConnectionError) {
    return description.baseURL === undefined
      ? "Cannot reach api.anthropic.com. Check the network."
      : `Cannot reach the model's server. Check that it runs and that ANTHROPIC_BASE_URL is right.`;
  }
  if (
    error instanceof Anthropic.AuthenticationError ||
    error instanceof Anthropic.PermissionDeniedError
  ) {
    return `${capital(place)} does not accept the key. Check ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN.`;
  }
  if (error instanceof Anthropic.NotFoundError) {
    return `${capital(place)} has no model ${description.model}. Set SPECWRIGHT_MODEL to one that it has. (${message})`;
  }
  if (error instanceof Anthropic.RateLimitError) {
    return `${capital(place)} takes no more requests for now. Start again later. (${message})`;
  }
  if (error instanceof Anthropic.InternalServerError) {
    return `${capital(place)} fails at the moment. Start again later. (${message})`;
  }
  return `${capital(place)} refused: ${message}`;
}

const capital = (text: string): string => (text.startsWith("the ") ? `T${text.slice(1)}` : text);

/** The server's message, taken out of its JSON body when it sent one. */
function messageOf(error: Error): string {
  if (error instanceof Anthropic.APIError) {
    const body: unknown = error.error;
    const inner = property(property(body, "error"), "message") ?? property(body, "message");
    if (typeof inner === "string") return inner.slice(0, 500);
  }
  return error.message.slice(0, 500);
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
