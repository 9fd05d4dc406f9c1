import Anthropic from "@anthropic-ai/sdk";

export type Fetch = typeof globalThis.fetch;

/** A failed request that the SDK repeats. */
export interface Retry {
  /** Number of the attempt, counted from 1. */
  readonly attempt: number;
  readonly of: number;
  readonly reason: string;
}

const retries = 4;

/** The credentials for the model's server. At most one is used; the key takes precedence over the token. */
export interface Credentials {
  readonly apiKey: string | undefined;
  readonly authToken: string | undefined;
}

/** The client of a real model. Without a credential, which local servers do not need, it sends a dummy. */
export function createLiveClient(
  options: {
    readonly credentials: Credentials;
    readonly baseURL: string | undefined;
    readonly onRetry: (retry: Retry) => void;
  },
  fetch: Fetch = globalThis.fetch,
): Anthropic {
  return new Anthropic({
    ...credentialOptions(options.credentials),
    baseURL: options.baseURL ?? "https://api.anthropic.com",
    maxRetries: retries,
    // The SDK must not log to the terminal; the agent prints the important messages itself.
    logLevel: "off",
    openTelemetry: false,
    fetch: tellingRetries(fetch, options.onRetry),
  });
}

// An unused credential is null. If it were undefined, the SDK would look for one elsewhere.
const credentialOptions = ({ apiKey, authToken }: Credentials) =>
  !apiKey && authToken
    ? { apiKey: null, authToken }
    : { apiKey: apiKey || "none", authToken: null };

/** The real SDK for a model that is not on the network: `fetch` answers the requests. */
export function createLocalClient(fetch: Fetch): Anthropic {
  return new Anthropic({
    apiKey: "local",
    authToken: null,
    baseURL: "http://local-model.invalid",
    maxRetries: 0,
    logLevel: "off",
    openTelemetry: false,
    fetch,
  });
}

// The SDK repeats requests without an event, but counts them in a header.
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
