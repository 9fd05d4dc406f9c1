import Anthropic from "@anthropic-ai/sdk";

export type Fetch = typeof globalThis.fetch;

/** A request that failed and is sent again by the SDK. */
export interface Retry {
  /** Counted from one. */
  readonly attempt: number;
  readonly of: number;
  readonly reason: string;
}

const retries = 4;

/** What opens the model's server: at most one is used, the key before the token. */
export interface Credentials {
  readonly apiKey: string | undefined;
  readonly authToken: string | undefined;
}

/** The client of a real model. Without a credential, as local servers need none, it sends a dummy. */
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
    // The SDK would log to the terminal; what is worth saying is said by us.
    logLevel: "off",
    openTelemetry: false,
    fetch: tellingRetries(fetch, options.onRetry),
  });
}

// The one that is not used is null: left undefined, the SDK would look for it elsewhere.
const credentialOptions = ({ apiKey, authToken }: Credentials) =>
  !apiKey && authToken
    ? { apiKey: null, authToken }
    : { apiKey: apiKey || "none", authToken: null };

/** The client of a model that is not on the network: the SDK is the real one, only its way there is not. */
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
