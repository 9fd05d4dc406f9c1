import Anthropic from "@anthropic-ai/sdk";
import { createScriptedFetch, type Script } from "./scripted-model";

export type Fetch = typeof globalThis.fetch;

/** A request that failed and is sent again by the SDK. */
export interface Retry {
  /** Counted from one. */
  readonly attempt: number;
  readonly of: number;
  readonly reason: string;
}

const retries = 4;

/** The client of a real model. Without a key, as local servers need none, it sends a dummy. */
export function createLiveClient(
  options: {
    readonly apiKey: string | undefined;
    readonly baseURL: string | undefined;
    readonly onRetry: (retry: Retry) => void;
  },
  fetch: Fetch = globalThis.fetch,
): Anthropic {
  return new Anthropic({
    apiKey: options.apiKey || "none",
    // Only what the person set for this purpose is sent anywhere.
    authToken: null,
    baseURL: options.baseURL ?? "https://api.anthropic.com",
    maxRetries: retries,
    // The SDK would log to the terminal; what is worth saying is said by us.
    logLevel: "off",
    openTelemetry: false,
    fetch: tellingRetries(fetch, options.onRetry),
  });
}

/** The client of a scripted model: the SDK is the real one, only its way to the network is not. */
export function createScriptedClient(
  script: Script,
  options: { readonly task: string; readonly speed: number },
): Anthropic {
  return new Anthropic({
    apiKey: "scripted",
    authToken: null,
    baseURL: "http://scripted-model.invalid",
    maxRetries: 0,
    logLevel: "off",
    openTelemetry: false,
    fetch: createScriptedFetch(script, options),
  });
}

// The SDK repeats requests in silence, but counts them in a header.
function tellingRetries(fetch: Fetch, onRetry: (retry: Retry) => void): Fetch {
  let reason = "the request failed";
  return async (input, init) => {
    const attempt = Number(new Headers(init?.headers).get("x-stainless-retry-count") ?? "0");
    if (attempt > 0) onRetry({ attempt, of: retries, reason });
    try {
      const response = await fetch(input, init);
      if (!response.ok) reason = `the model's server answered ${response.status}`;
      return response;
    } catch (error) {
      reason = "the model's server cannot be reached";
      throw error;
    }
  };
}
